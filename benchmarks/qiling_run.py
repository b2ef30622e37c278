"""Run one static program under Qiling: the contender's side of `make bench`, executed in Qiling's own environment."""

import sys

from qiling import Qiling
from qiling.const import QL_VERBOSE

Qiling(sys.argv[1:], "/", verbose=QL_VERBOSE.OFF).run()
