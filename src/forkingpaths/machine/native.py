"""Finds, builds if need be, and declares the native library.

An installed package brings `_native.so`, built by setup.py. In an editable checkout it is compiled on import
when it is missing or older than native.c and its headers.
"""

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_int64, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any, Final

from unicorn.unicorn_py3.unicorn import uclib

from forkingpaths.machine.build import NativeLibraryError, compile_native

ABI: Final = 3
HERE: Final = Path(__file__).resolve().parent
SOURCE: Final = HERE / "native.c"
LIBRARY: Final = HERE / "_native.so"


def _stale() -> bool:
    if not LIBRARY.exists():
        return True
    if not (HERE.parents[2] / "setup.py").exists():
        return False  # installed: what came with it is right, whatever its times say
    newest = max(source.stat().st_mtime for source in (SOURCE, *HERE.glob("*.h")))
    return newest > LIBRARY.stat().st_mtime


_U64P = POINTER(c_uint64)
_SIGNATURES: Final[dict[str, tuple[Any, list[Any]]]] = {
    "fp_abi": (c_int, []),
    "fp_bind": (c_int, [c_char_p]),
    "fp_create": (c_void_p, [c_void_p, c_uint64, c_uint64, c_int]),
    "fp_destroy": (None, [c_void_p]),
    "fp_words": (c_char_p, [c_void_p]),
    "fp_out": (c_void_p, [c_void_p]),
    "fp_context_bytes": (c_uint64, []),
    "fp_run": (c_int, [c_void_p, c_void_p, c_int64]),
    "fp_run_precise": (c_int, [c_void_p, c_void_p, c_int64, c_uint64, c_uint64, c_int]),
    "fp_log": (c_void_p, [c_void_p, c_uint64]),
    "fp_log_places": (c_void_p, [c_void_p]),
    "fp_log_fetches": (c_void_p, [c_void_p]),
    "fp_log_distinct": (c_uint64, [c_void_p, c_uint64, c_int, c_int, c_void_p, c_uint64]),
    "fp_log_touching": (None, [c_void_p, c_uint64, c_int, c_void_p, c_uint64, c_void_p]),
    "fp_strerror": (c_char_p, [c_uint64]),
    "fp_get_fx": (c_int, [c_void_p, c_void_p]),
    "fp_set_fx": (c_int, [c_void_p, c_char_p]),
    "fp_snapshot": (c_uint64, [c_void_p]),
    "fp_restore": (c_int, [c_void_p, c_uint64]),
    "fp_drop": (c_int, [c_void_p, c_uint64]),
    "fp_digest": (c_uint64, [c_void_p, c_uint64, c_uint64, c_uint64]),
    "fp_map_new": (c_uint64, [c_void_p, c_uint64, c_uint64, c_int, c_int]),
    "fp_set_fuel_cell": (c_int, [c_void_p, c_uint64, c_uint64]),
    "fp_alloc": (c_uint64, [c_void_p]),
    "fp_get": (c_int, [c_void_p, c_uint64]),
    "fp_put": (c_int, [c_void_p, c_uint64]),
    "fp_copy_frame": (c_uint64, [c_void_p, c_uint64]),
    "fp_host_writes": (c_int, [c_void_p, c_uint64]),
    "fp_frame_info": (c_int, [c_void_p, c_uint64, _U64P]),
    "fp_new_space": (c_uint64, [c_void_p]),
    "fp_free_space": (c_int64, [c_void_p, c_uint64]),
    "fp_map": (c_int, [c_void_p, c_uint64, c_uint64, c_uint64, c_int, c_int, c_int]),
    "fp_map_around": (c_int64, [c_void_p, c_uint64, c_uint64, _U64P, c_uint64, c_int]),
    "fp_unmap": (c_int64, [c_void_p, c_uint64, c_uint64, c_uint64]),
    "fp_protect": (c_int64, [c_void_p, c_uint64, c_uint64, c_uint64, c_int]),
    "fp_move": (c_int64, [c_void_p, c_uint64, c_uint64, c_uint64, c_uint64]),
    "fp_fork_space": (c_uint64, [c_void_p, c_uint64]),
    "fp_query": (c_int, [c_void_p, c_uint64, c_uint64, _U64P]),
    "fp_list": (c_uint64, [c_void_p, c_uint64, c_uint64, c_uint64, _U64P, c_uint64]),
    "fp_clear_bits": (c_uint64, [c_void_p, c_uint64, c_uint64, c_uint64, c_uint64]),
    "fp_replace": (c_int, [c_void_p, c_uint64, c_uint64, c_uint64]),
    "fp_resolve_cow": (c_int, [c_void_p, c_uint64, c_uint64]),
    "fp_reach": (c_int64, [c_void_p, c_uint64, c_uint64, c_uint64, c_int]),
    "fp_copy_in": (c_int, [c_void_p, c_uint64, c_uint64, c_void_p, c_uint64, c_int]),
    "fp_copy_out": (c_int, [c_void_p, c_uint64, c_uint64, c_char_p, c_uint64, c_int]),
    "fp_copy_frame_user": (c_int, [c_void_p, c_uint64, c_uint64, c_uint64, c_uint64, c_uint64, c_int]),
    "fp_read_cstring": (c_int64, [c_void_p, c_uint64, c_uint64, c_void_p, c_uint64]),
    "fp_cmpxchg32": (c_int, [c_void_p, c_uint64, c_uint64, c_uint32, c_uint32, POINTER(c_uint32)]),
}


def load() -> ctypes.CDLL:
    """The library, bound to the engine that the Python binding has loaded."""
    if _stale():
        compile_native(SOURCE, LIBRARY)
    lib = ctypes.CDLL(str(LIBRARY))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(lib, name)
        function.restype = result
        function.argtypes = arguments
    if lib.fp_abi() != ABI:
        raise NativeLibraryError(f"{LIBRARY} is of another version: remove it and install the package again")
    if lib.fp_bind(str(uclib._name).encode()) != 0:
        raise NativeLibraryError(f"the Unicorn library {uclib._name} lacks a function that is needed")
    return lib


lib: Final = load()
CONTEXT_BYTES: Final = int(lib.fp_context_bytes())
