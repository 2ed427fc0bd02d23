package io.firn.daemon.command;

import picocli.CommandLine.IVersionProvider;

/** The version that the build put into the jar. */
final class FirnVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = FirnVersion.class.getPackage().getImplementationVersion();
        return new String[] {"firn " + (version == null ? "development build" : version)};
    }
}
