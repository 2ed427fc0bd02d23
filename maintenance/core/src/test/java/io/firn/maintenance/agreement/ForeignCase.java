package io.firn.maintenance.agreement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that another program writes, and what a compaction says of them.
 *
 * @param options of the writer, by its own names, and some of {@code parquet_files.py}
 * @param rows of each file
 * @param withoutValues numbers of the files that are null in every column that may be
 * @param codec of the table
 * @param engine how the run's reason ends
 */
record ForeignCase(
        Writer writer,
        Map<String, Object> options,
        List<Integer> rows,
        List<Integer> withoutValues,
        String codec,
        String engine) {
    static final String COLUMNAR = "columnar";
    private static final List<Integer> SMALL = List.of(120, 120, 120, 120, 120, 1);

    enum Writer {
        PYARROW,
        DUCKDB
    }

    static Stream<ForeignCase> all() {
        return Stream.of(pyarrow(), pyarrowByOtherSchemas(), pyarrowByEncoding(), duckdb())
                .flatMap(cases -> cases);
    }

    private static Stream<ForeignCase> pyarrow() {
        Map<String, Object> wholePages = Map.of("use_dictionary", false, "data_page_size", 40_000);
        return Stream.of(
                pyarrow(Map.of()),
                pyarrow(Map.of("compression", "zstd", "data_page_version", "2.0")),
                pyarrow(Map.of("compression", "gzip", "use_dictionary", false)),
                pyarrow(Map.of("compression", "lz4", "data_page_version", "2.0", "use_dictionary", false)),
                pyarrow(Map.of("compression", "none", "data_page_version", "2.0", "data_page_size", 512)),
                pyarrow(Map.of("compression", "none", "version", "1.0", "write_page_checksum", true)),
                pyarrow(Map.of("data_page_size", 512, "write_batch_size", 16, "write_page_index", true)),
                pyarrow(Map.of("row_group_size", 50, "dictionary_pagesize_limit", 64)),
                pyarrow(Map.of("write_statistics", false)),
                pyarrow(Map.of("write_statistics", List.of("id", "note"), "write_page_index", true)),
                pyarrow(Map.of()).ofFiles(100, 0, 100, 1, 0, 300),
                pyarrow(Map.of("write_page_index", true)).withoutValuesInSome(),
                pyarrow(with(wholePages, "compression", "zstd")).ofLargeFiles("zstd"),
                pyarrow(with(wholePages, "compression", "zstd", "write_page_index", true))
                        .ofLargeFiles("zstd"),
                pyarrow(with(wholePages, "compression", "none", "write_page_checksum", true))
                        .ofLargeFiles("uncompressed"));
    }

    private static Stream<ForeignCase> pyarrowByOtherSchemas() {
        return Stream.of(
                pyarrow(Map.of("store_decimal_as_integer", false)),
                pyarrow(Map.of("element_named_item", true)),
                pyarrow(Map.of("all_optional", true)),
                pyarrow(Map.of("without_ids", true)),
                pyarrow(Map.of("use_deprecated_int96_timestamps", true))
                        .byRows("a column is stored in a type that is not converted"));
    }

    private static Stream<ForeignCase> pyarrowByEncoding() {
        List<String> integers = List.of("id", "grade", "day", "measured", "taken", "dose", "price", "origin.offset");
        List<String> bytes = List.of("note", "raw", "marks.list.element.name", "counts.key_value.key");
        List<String> fixed = List.of("total", "token", "code");
        List<String> floats = List.of("score", "ratio", "marks.list.element.weight");
        return Stream.of("1.0", "2.0")
                .flatMap(pages -> Stream.of(
                        encoded(pages, "DELTA_BINARY_PACKED", List.of(integers)),
                        encoded(pages, "DELTA_LENGTH_BYTE_ARRAY", List.of(bytes)),
                        encoded(pages, "DELTA_BYTE_ARRAY", List.of(bytes, fixed)),
                        encoded(pages, "BYTE_STREAM_SPLIT", List.of(floats, integers, fixed))));
    }

    private static Stream<ForeignCase> duckdb() {
        return Stream.of(
                duckdb(Map.of()),
                // Columns in which there is no null are required then, as opposed to the table's.
                duckdb(Map.of("from_table", true)),
                duckdb(Map.of("compression", "zstd", "parquet_version", "v2")),
                duckdb(Map.of("compression", "gzip", "row_group_size", 50)),
                duckdb(Map.of("without_ids", true)),
                duckdb(Map.of("compression", "lz4_raw")).withoutValuesInSome(),
                duckdb(Map.of("compression", "uncompressed")).ofFiles(100, 0, 100, 1, 0, 300),
                duckdb(Map.of("compression", "zstd", "dictionary_size_limit", 1))
                        .ofLargeFiles("zstd"));
    }

    static ForeignCase pyarrow(Map<String, Object> options) {
        // Without it each decimal is of fixed length, which is not how Iceberg has it.
        Map<String, Object> all = new LinkedHashMap<>(Map.of("store_decimal_as_integer", true));
        all.putAll(options);
        return new ForeignCase(Writer.PYARROW, all, SMALL, List.of(), "zstd", COLUMNAR);
    }

    static ForeignCase duckdb(Map<String, Object> options) {
        return new ForeignCase(Writer.DUCKDB, options, SMALL, List.of(), "zstd", COLUMNAR);
    }

    private static ForeignCase encoded(String pages, String encoding, List<List<String>> columns) {
        Map<String, String> encodings =
                columns.stream().flatMap(List::stream).collect(Collectors.toMap(column -> column, column -> encoding));
        return pyarrow(Map.of("data_page_version", pages, "use_dictionary", false, "column_encoding", encodings))
                .withoutValuesInSome();
    }

    private static Map<String, Object> with(Map<String, Object> options, Object... more) {
        Map<String, Object> all = new LinkedHashMap<>(options);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    /** Pages of which are large enough to be copied as they are. */
    private ForeignCase ofLargeFiles(String codecOfTable) {
        return new ForeignCase(writer, options, List.of(4_500, 4_500, 9, 9, 9), withoutValues, codecOfTable, engine);
    }

    private ForeignCase ofFiles(Integer... rowsOfEach) {
        return new ForeignCase(writer, options, List.of(rowsOfEach), withoutValues, codec, engine);
    }

    private ForeignCase withoutValuesInSome() {
        return new ForeignCase(writer, options, rows, List.of(1, 4), codec, engine);
    }

    /** Columns that the files cannot have. */
    List<String> lacking() {
        if (writer == Writer.DUCKDB) {
            return List.of("code"); // It knows no binary of a fixed length.
        }
        // Iceberg's reader takes INT96 for times in a zone only.
        return options.containsKey("use_deprecated_int96_timestamps") ? List.of("measured") : List.of();
    }

    boolean hasIds() {
        return !options.containsKey("without_ids");
    }

    private ForeignCase byRows(String reason) {
        return new ForeignCase(writer, options, rows, withoutValues, codec, "rows: " + reason);
    }

    @Override
    public String toString() {
        return writer + " " + options + " " + rows;
    }
}
