/*
 * Whether arithmetic is about to take a denormal operand (Intel SDM, volume 1, 4.9.1.2 and 8.5.2): the exception #D, for which the engine's
 * software floats have no flag. Looked for only while each instruction is carried out alone (run_checked).
 *
 * Operands are read where the engine has them: `st` and `xmm` point there.
 */

static bool denormal32(const u8 *p)
{
    u32 v;
    memcpy(&v, p, 4);
    return !(v & 0x7f800000) && v & 0x7fffff;
}

static bool denormal64(const u8 *p)
{
    u64 v;
    memcpy(&v, p, 8);
    return !(v & 0x7ffull << 52) && v & ((1ull << 52) - 1);
}

static bool denormal80(const u8 *p)
{
    u64 mantissa;
    memcpy(&mantissa, p, 8);
    return !(p[8] | (p[9] & 0x7f)) && mantissa;
}

static bool nan_of(const u8 *p, bool wide)
{
    u64 v = 0;
    memcpy(&v, p, wide ? 8 : 4);
    return wide ? (v & ~(1ull << 63)) > 0x7ffull << 52 : (v & 0x7fffffff) > 0x7f800000;
}

/* How many elements an instruction of SSE works on, and of what size; 0: it is none that minds. *both: of its first operand too. */
static int elements(const instruction *i, bool *wide, bool *both)
{
    bool single = i->rep || i->repne;
    *wide = single ? i->repne : i->small;
    *both = i->op != 0x51 && i->op != 0x5a;
    if (i->map != 0x0f)
        return 0;
    switch (i->op) {
    case 0x2e: case 0x2f:
        return 1;
    case 0x51: case 0x58: case 0x59: case 0x5c: case 0x5d: case 0x5e: case 0x5f: case 0xc2:
        return single ? 1 : *wide ? 2 : 4;
    case 0x5a:
        return single ? 1 : 2;
    case 0x7c: case 0x7d: case 0xd0:
        *wide = !i->repne;
        return *wide ? 2 : 4;
    default:
        return 0;
    }
}

/* `source`: the second operand's bytes. An element with a NaN raises nothing of this kind. */
static bool sse_denormal(const instruction *i, const u8 *first, const u8 *source)
{
    bool wide, both;
    int count = elements(i, &wide, &both), size = wide ? 8 : 4;
    bool across = i->op == 0x7c || i->op == 0x7d; /* elements meet their neighbours: NaNs are not looked for */
    for (int n = 0; n < count; n++) {
        const u8 *a = first + n * size, *b = source + n * size;
        if (!across && (nan_of(b, wide) || (both && nan_of(a, wide))))
            continue;
        if (wide ? denormal64(b) || (both && denormal64(a)) : denormal32(b) || (both && denormal32(a)))
            return true;
    }
    return false;
}

/* `operand`: what lies in memory, if it is there; `st0` and `sti` the registers. */
static bool x87_denormal(const instruction *i, const u8 *operand, const u8 *st0, const u8 *sti)
{
    u8 reg = i->reg & 7, rm = i->rm & 7;
    if (i->map)
        return false;
    switch (i->op) {
    case 0xd8:
        return denormal80(st0) || (i->memory ? denormal32(operand) : denormal80(sti));
    case 0xdc:
        return denormal80(st0) || (i->memory ? denormal64(operand) : denormal80(sti));
    case 0xd9:
        return i->memory ? reg == 0 && denormal32(operand)
                         : ((reg == 4 && rm == 4) || reg == 7 || (reg == 6 && rm < 6)) && denormal80(st0);
    case 0xdd:
        return i->memory ? reg == 0 && denormal64(operand) : (reg & 6) == 4 && (denormal80(st0) || denormal80(sti));
    case 0xda: case 0xde:
        return denormal80(st0) && (i->memory || i->op == 0xde || reg == 5);
    case 0xdb: case 0xdf:
        return !i->memory && (reg == 5 || reg == 6) && (denormal80(st0) || denormal80(sti));
    default:
        return false;
    }
}
