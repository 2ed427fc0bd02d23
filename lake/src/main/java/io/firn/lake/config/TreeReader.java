package io.firn.lake.config;

import io.firn.lake.config.Tree.Entry;
import io.firn.lake.config.Tree.Mapping;
import io.firn.lake.config.Tree.Scalar;
import io.firn.lake.config.Tree.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Parses one layer. An aliased node is read once and shared, so that a few lines of aliases cannot grow into millions of
 * nodes.
 */
final class TreeReader {
    private static final int MAX_ALIASES = 50;

    private final String source;
    private final Problems problems;
    private final IdentityHashMap<Node, Tree> seen = new IdentityHashMap<>();

    private TreeReader(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The mapping at the top of the text, empty for an empty text; absent where the text is not YAML. */
    static Optional<Mapping> read(ConfigSource layer, Problems problems) {
        TreeReader reader = new TreeReader(layer.name(), problems);
        Optional<Node> top;
        try {
            top = reader.compose(layer.text());
        } catch (MarkedYamlEngineException e) {
            // Its full message quotes the text, which may hold a secret.
            String reason = e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
            problems.add(reader.origin(e.getProblemMark().or(e::getContextMark)), "Cannot read YAML: " + reason);
            return Optional.empty();
        } catch (YamlEngineException e) {
            problems.add(Origin.wholeOf(layer.name()), "Cannot read YAML: " + e.getMessage());
            return Optional.empty();
        } catch (StackOverflowError e) {
            problems.add(Origin.wholeOf(layer.name()), "Cannot read YAML: it is nested too deeply");
            return Optional.empty();
        }
        return reader.mapping(top);
    }

    private Optional<Node> compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        return new Compose(settings).composeString(text);
    }

    private Optional<Mapping> mapping(Optional<Node> top) {
        Tree tree = top.map(this::tree).orElse(new Scalar(Origin.wholeOf(source), "", true));
        if (tree instanceof Mapping mapping) {
            return Optional.of(mapping);
        }
        if (tree instanceof Scalar scalar && scalar.isNull()) {
            return Optional.of(new Mapping(tree.origin(), Map.of()));
        }
        problems.add(tree.origin(), "Cannot read configuration: expected a mapping, found " + tree.noun());
        return Optional.empty();
    }

    private Tree tree(Node node) {
        Tree known = seen.get(node);
        if (known != null) {
            return known;
        }
        Origin origin = origin(node.getStartMark());
        // Stands in for the node while its children are read: an alias to a parent must not recurse.
        seen.put(node, new Scalar(origin, "", true));
        Tree tree;
        if (node.isRecursive()) {
            problems.add(origin, "Cannot read YAML: an alias refers to what contains it");
            tree = new Scalar(origin, "", true);
        } else if (node instanceof MappingNode mapping) {
            tree = mapping(origin, mapping);
        } else if (node instanceof SequenceNode sequence) {
            List<Tree> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(tree(item)));
            tree = new Sequence(origin, items);
        } else {
            ScalarNode scalar = (ScalarNode) node;
            tree = new Scalar(origin, scalar.getValue(), scalar.isPlain());
        }
        seen.put(node, tree);
        return tree;
    }

    private Mapping mapping(Origin origin, MappingNode node) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Origin keyOrigin = origin(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyOrigin, "Cannot read YAML: a key must be a single value");
                continue;
            }
            Entry earlier = entries.putIfAbsent(key.getValue(), new Entry(keyOrigin, tree(tuple.getValueNode())));
            if (earlier != null) {
                problems.add(
                        keyOrigin,
                        "duplicate key '" + key.getValue() + "'; the first one is in line "
                                + earlier.keyOrigin().line());
            }
        }
        return new Mapping(origin, entries);
    }

    private Origin origin(Optional<Mark> mark) {
        return mark.map(at -> new Origin(source, at.getLine() + 1, at.getColumn() + 1))
                .orElse(Origin.wholeOf(source));
    }
}
