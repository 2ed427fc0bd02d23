"""Adds up PyIceberg's inspect.files(), each time that a line comes; answers as MetadataWorker does."""

import sys
import time

import pyarrow
import pyarrow.compute
from pyiceberg.catalog.sql import SqlCatalog

SMALL_BYTES = 96 << 20


def figures(catalog):
    table = catalog.load_table("benchmark.many")
    files = table.inspect.files()
    files = files.filter(pyarrow.compute.equal(files["content"], 0))
    sizes = files["file_size_in_bytes"]
    days = pyarrow.compute.struct_field(files["partition"], "day")
    found = [
        ",".join(
            str(number)
            for number in (
                files.num_rows,
                pyarrow.compute.sum(sizes).as_py(),
                pyarrow.compute.sum(files["record_count"]).as_py(),
                pyarrow.compute.sum(pyarrow.compute.less(sizes, SMALL_BYTES)).as_py(),
                pyarrow.compute.count_distinct(days).as_py(),
            )
        )
    ]
    for field in table.schema().fields:
        metrics = pyarrow.compute.struct_field(files["readable_metrics"], field.name)
        of_column = [pyarrow.compute.sum(pyarrow.compute.struct_field(metrics, "null_value_count")).as_py()]
        if str(field.field_type) != "string":
            of_column.append(int(pyarrow.compute.min(pyarrow.compute.struct_field(metrics, "lower_bound")).as_py()))
            of_column.append(int(pyarrow.compute.max(pyarrow.compute.struct_field(metrics, "upper_bound")).as_py()))
        found.append(",".join(str(number) for number in of_column))
    return ";".join(found)


def main(directory):
    # Without init_catalog_tables PyIceberg would create its own tables in a database that is not its own.
    catalog = SqlCatalog("benchmark", uri=f"sqlite:///{directory}/catalog.db", init_catalog_tables="false")
    print("READY", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter_ns()
        found = figures(catalog)
        micros = (time.perf_counter_ns() - start) // 1000
        print("RESULT", micros // 1000, micros, found, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
