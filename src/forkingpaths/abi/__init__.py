"""Linux as data: numbers, names, flags and struct layouts, with no behaviour.

Nothing here imports the rest of the project. Three kinds of things live here:

- constants, as plain module integers under their Linux names (`O_CREAT`, `MAP_PRIVATE`);
- tables that show a value the way strace does (`tables.FlagTable`, `tables.EnumTable`);
- layouts: a `NamedTuple` with the fields' kernel names, and beside it the compiled `struct.Struct` of the
  same name in capitals. One idiom everywhere: `STAT.pack(*stat)` and `Stat._make(STAT.unpack(data))`.
  Padding is in the format, so it is always written as zeros and never read.

Layouts are x86-64's; those that differ for 32-bit programs are in `abi.i386`. Each value and offset is
compared with the host's headers by tests/abi.
"""
