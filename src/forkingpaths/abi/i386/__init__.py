"""The layouts that differ for 32-bit programs.

Where only widths differ, the 64-bit NamedTuple of the same name serves, and here is just its `struct.Struct`:
`abi.time.Timespec._make(abi.i386.structs.TIMESPEC32.unpack(data))`. On i386, 64-bit members are aligned to 4.
"""
