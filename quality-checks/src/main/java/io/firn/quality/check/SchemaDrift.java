package io.firn.quality.check;

import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Schema.Changes;
import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;

/** Changes of schema and partition spec from one commit to the next, or from what is expected. */
final class SchemaDrift {
    private SchemaDrift() {}

    static Judgement judge(CheckKind.Schema check, CommitFacts commit, EarlierCommits earlier) {
        if (!check.expected().isEmpty()) {
            return isWithoutRows(commit, earlier)
                    ? Judgement.pass("the table has no rows yet, its columns come with them")
                            .withValue(0)
                    : expected(check, commit);
        }
        Optional<CommitFacts> before = earlier.facts().findFirst();
        if (before.isEmpty()) {
            return Judgement.pass("there is no earlier commit to compare the schema with")
                    .withValue(0);
        }
        if (before.get().schemaId() == commit.schemaId()) {
            return Judgement.pass("the schema is that of the commit before").withValue(0);
        }
        List<String> changes = changes(before.get(), commit, check.allowed());
        return changes.isEmpty()
                ? Judgement.pass("the schema changed only as allowed").withValue(0)
                : Judgement.fail("the schema changed: " + String.join(", ", changes))
                        .withValue(changes.size());
    }

    static Judgement partitionSpec(CommitFacts commit, EarlierCommits earlier) {
        Optional<CommitFacts> before = earlier.withRows().findFirst();
        if (before.isEmpty() || before.get().specIds().containsAll(commit.specIds())) {
            return Judgement.pass("the partition spec is that of the commit before")
                    .withValue(0);
        }
        return Judgement.fail("the commit wrote under partition spec " + new TreeSet<>(commit.specIds())
                        + ", the one before under " + new TreeSet<>(before.get().specIds()))
                .withValue(1);
    }

    private static boolean isWithoutRows(CommitFacts commit, EarlierCommits earlier) {
        return commit.added().records() == 0 && earlier.withRows().findFirst().isEmpty();
    }

    private static Judgement expected(CheckKind.Schema check, CommitFacts commit) {
        List<String> problems = new ArrayList<>();
        check.expected().forEach((name, type) -> {
            Optional<ColumnFacts> column = commit.column(name);
            if (column.isEmpty()) {
                problems.add(name + " is missing");
            } else if (column.get().type().isPrimitiveType()
                    && !column.get().type().toString().equals(type)) {
                problems.add(name + " is " + column.get().type() + " and not " + type);
            }
        });
        if (check.allowed() == Changes.NONE) {
            commit.columns().keySet().stream()
                    .filter(name -> name.indexOf('.') < 0
                            && !name.startsWith("_")
                            && !check.expected().containsKey(name))
                    .forEach(name -> problems.add(name + " is not expected"));
        }
        problems.sort(String::compareTo);
        return problems.isEmpty()
                ? Judgement.pass("the schema is as expected").withValue(0)
                : Judgement.fail("the schema is not as expected: " + String.join(", ", problems))
                        .withValue(problems.size());
    }

    private static List<String> changes(CommitFacts before, CommitFacts after, Changes allowed) {
        Map<Integer, ColumnFacts> old = byId(before);
        Map<Integer, ColumnFacts> now = byId(after);
        List<String> changes = new ArrayList<>();
        old.forEach((id, column) -> {
            ColumnFacts same = now.get(id);
            if (same == null) {
                changes.add(column.name() + " is gone");
            } else {
                changes.addAll(changes(column, same, allowed));
            }
        });
        if (allowed == Changes.NONE) {
            now.forEach((id, column) -> {
                if (!old.containsKey(id)) {
                    changes.add(column.name() + " is new");
                }
            });
        }
        changes.sort(String::compareTo);
        return changes;
    }

    private static List<String> changes(ColumnFacts old, ColumnFacts now, Changes allowed) {
        List<String> changes = new ArrayList<>();
        if (!old.name().equals(now.name())) {
            changes.add(old.name() + " is now called " + now.name());
        }
        boolean isPrimitive = old.type().isPrimitiveType() && now.type().isPrimitiveType();
        if (isPrimitive
                && !old.type().equals(now.type())
                && !(allowed == Changes.ADDITIONS && isWider(old, now.type()))) {
            changes.add(old.name() + " was " + old.type() + " and is " + now.type());
        }
        if (old.required() != now.required() && (allowed == Changes.NONE || now.required())) {
            changes.add(old.name() + (now.required() ? " is required now" : " is not required any more"));
        }
        return changes;
    }

    private static boolean isWider(ColumnFacts old, Type now) {
        return TypeUtil.isPromotionAllowed(old.type(), now.asPrimitiveType());
    }

    private static Map<Integer, ColumnFacts> byId(CommitFacts commit) {
        return commit.columns().values().stream().collect(Collectors.toMap(ColumnFacts::fieldId, Function.identity()));
    }
}
