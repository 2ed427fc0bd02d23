/** What the integration tests stand on: one broker for the module, a lake for each test. */
package io.firn.pipeline.testing;
