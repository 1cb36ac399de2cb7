"""datatrove, JSONL to JSONL with nothing between."""

import shutil
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

import tables


def work(source, out, lexicons):
    source, logs = Path(source), Path(out) / "logs"
    pipeline = [
        JsonlReader(str(source.parent), glob_pattern=source.name),
        JsonlWriter(out, output_filename="documents.jsonl", compression=None),
    ]

    def go():
        LocalPipelineExecutor(pipeline, tasks=1, workers=1, logging_dir=str(logs)).run()
        shutil.rmtree(logs)
        return {}

    return go


tables.drive(work)
