"""`rapport worker` with a cache of one workflow: a sleeping workflow is replayed when it wakes, as after weeks."""

import sys

import rapport
import worker

if __name__ == "__main__":
    worker.CACHED_WORKFLOWS = 1
    sys.argv = ["rapport", "worker"]
    rapport.app()
