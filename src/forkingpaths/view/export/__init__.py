"""A run for other tools, one format a file.  Each is a pure function of a `Told` run.

perfetto.py   Perfetto's TrackEvent protocol: opens at ui.perfetto.dev, arrows for fork, signal and pipe
junit.py      JUnit XML for CI         sarif.py      SARIF 2.1.0: a thread flow a process, executionOrder = step
asciicast.py  asciicast v3, a marker for each event of note
plain.py      JSON with a published schema (docs/run.schema.json)
"""
