/*
 * Instructions that the engine's translator takes for others, and what is put before it in their place: another encoding, of the same
 * length, which it takes for what a processor does.  A block is translated, its instructions are looked at, and if there are any of
 * these it is translated again with these bytes.  The program's own are never touched.
 *
 *     SHLD, SHRD by a constant, operand relative to RIP     the translator forgets the constant behind it: the address is one too low
 *     TEST as F6 /1, F7 /1                                  the same as /0
 *     MOV as C6, C7 with REX.R                              the bit says nothing
 *     CMPPS and its like by a predicate above 7             five bits of it say nothing
 *     0F 18 of a register                                   does nothing, as 0F 1F
 *     LAHF, SAHF with REX                                   AH all the same: a prefix that says nothing in 64-bit code instead
 *     ES, CS, SS, DS behind FS, GS in 64-bit code           say nothing
 *
 * Pure functions of bytes; nothing here knows the engine.
 */

typedef struct { u64 address; u8 byte; } substitute;
#define SUBSTITUTES_MAX 512 /* as many instructions as a block has at most */
typedef struct rewriting { u32 count; substitute bytes[SUBSTITUTES_MAX]; } rewriting;

static void rewrite(rewriting *r, u64 address, u8 byte)
{
    if (r->count < SUBSTITUTES_MAX)
        r->bytes[r->count++] = (substitute){address, byte};
}

static bool is_rex(const instruction *i, u8 byte) { return i->wide && (byte & 0xf0) == 0x40; }

static void rewrite_segments(const u8 *code, u64 at, rewriting *r)
{
    u8 segment = 0;
    for (int n = 0; n < 14 && (code[n] == 0xf0 || code[n] == 0x66 || code[n] == 0x67 || (code[n] & 0xfe) == 0xf2 ||
                               (code[n] & 0xe7) == 0x26 || (code[n] & 0xfe) == 0x64 || (code[n] & 0xf0) == 0x40); n++)
        if ((code[n] & 0xfe) == 0x64)
            segment = code[n];
        else if (segment && (code[n] & 0xe7) == 0x26)
            rewrite(r, at + n, segment);
}

/* The instruction `i`, whose bytes are `code`, is at the address `at`. */
static void rewrite_instruction(const instruction *i, const u8 *code, u64 at, rewriting *r)
{
    const u8 *last = i->immediate; /* behind its operands */
    u8 op = i->op, reg = i->reg & 7;
    if (i->wide && i->segment)
        rewrite_segments(code, at, r);
    if (i->map == 0x0f && (op == 0xa4 || op == 0xac) && i->relative) {
        u32 displacement = (u32)i->displacement + 1;
        for (int n = 0; n < 4; n++)
            rewrite(r, at + (last - 4 - code) + n, displacement >> 8 * n);
    } else if (i->map == 0x0f && op == 0xc2 && *last > 7) {
        rewrite(r, at + (last - code), *last & 7);
    } else if (i->map == 0x0f && op == 0x18 && !i->memory) {
        rewrite(r, at + (last - 2 - code), 0x1f);
    } else if (!i->map && (op & 0xfe) == 0xf6 && reg == 1) {
        const u8 *modrm = code;
        while (*modrm != op) /* no prefix is F6 or F7 */
            modrm++;
        modrm++;
        rewrite(r, at + (modrm - code), *modrm & ~0x38);
    } else if (!i->map && i->wide && ((op & 0xfe) == 0xc6 || (op & 0xfe) == 0x9e)) {
        const u8 *opcode = code;
        while (*opcode != op)
            opcode++;
        if (opcode == code || !is_rex(i, opcode[-1]))
            return;
        if ((op & 0xfe) == 0x9e)
            rewrite(r, at + (opcode - 1 - code), 0x3e);
        else if (opcode[-1] & 4)
            rewrite(r, at + (opcode - 1 - code), opcode[-1] & ~4);
    }
}
