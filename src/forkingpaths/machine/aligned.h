/*
 * Which instructions want their operand in memory on a multiple of 16 (Intel SDM, volume 2, 2.4 "exception type 4" and the like), and
 * how a block's beginning tells whether they will have it.  A processor answers #GP where it is not; the engine does not look.
 *
 * When a block has been translated, its instructions are gone through once, with what is known of each register modulo 16: a
 * register at the block's beginning plus a constant, or a constant, or nothing.  Most operands (the stack above all) are then sums of
 * registers as they are at the beginning, and `block_check` says which; the block's own hook adds them up.  What it cannot tell is left to a
 * look before the instruction itself.
 *
 * Pure functions of bytes; nothing here knows the engine.
 */

enum { VALUE_CONSTANT = 16, VALUE_UNKNOWN = 17 };
typedef struct { u8 origin, plus; } value; /* register `origin` at the beginning + plus, modulo 16 */

/* base + (index << shift) + plus; an absent register's mask is 0 */
typedef struct { u8 base, index, shift, plus, base_mask, index_mask; } term;
#define TERMS_MAX 12
typedef struct { u32 count; term terms[TERMS_MAX]; } block_check;

typedef struct {
    bool wide, small, rep, repne, address_size, segment, memory, relative;
    int map;                    /* 0, 0x0f, 0x38, 0x3a */
    u8 op, reg, rm;             /* reg and rm with the bits of REX */
    u8 base, index, shift;      /* of a memory operand; 16: none */
    int32_t displacement;
    const u8 *immediate;        /* what follows the operands */
} instruction;

static bool has_modrm(int map, u8 op)
{
    if (map == 0x0f)
        return !(op == 0x05 || op == 0x0b || op == 0x31 || op == 0x77 || op == 0xa2 || (op & 0xf0) == 0x80 || (op & 0xf8) == 0xc8);
    if (map)
        return true;
    if (op < 0x40)
        return (op & 7) < 4;
    return op == 0x63 || op == 0x69 || op == 0x6b || (op >= 0x80 && op <= 0x8f) || (op & 0xfe) == 0xc0 || (op & 0xfe) == 0xc6 ||
           (op & 0xfc) == 0xd0 || (op & 0xf8) == 0xd8 || (op & 0xf6) == 0xf6;
}

/* p has 15 bytes that may be read */
static void parse(const u8 *p, bool wide, instruction *i)
{
    u8 rex = 0;
    *i = (instruction){.wide = wide, .base = 16, .index = 16};
    for (const u8 *end = p + 14; p < end; p++) {
        bool is_rex = wide && (*p & 0xf0) == 0x40;
        if (*p == 0x66)
            i->small = true;
        else if (*p == 0x67)
            i->address_size = true;
        else if (*p == 0xf2 || *p == 0xf3)
            i->repne = *p == 0xf2, i->rep = *p == 0xf3;
        else if (*p == 0x64 || *p == 0x65)
            i->segment = true;
        else if (!is_rex && *p != 0xf0 && (*p & 0xe7) != 0x26)
            break;
        rex = is_rex ? *p : 0; /* only just before the opcode */
    }
    i->op = *p++;
    if (i->op == 0x0f) {
        i->map = 0x0f;
        i->op = *p++;
        if (i->op == 0x38 || i->op == 0x3a) {
            i->map = i->op;
            i->op = *p++;
        }
    }
    i->immediate = p;
    if (!has_modrm(i->map, i->op)) {
        i->rm = (i->op & 7) | (rex & 1) << 3;
        return;
    }
    u8 byte = *p++, mod = byte >> 6, rm = byte & 7;
    i->reg = (byte >> 3 & 7) | (rex & 4) << 1;
    i->rm = rm | (rex & 1) << 3;
    i->immediate = p;
    if (mod == 3)
        return;
    i->memory = true;
    if (!wide && i->address_size) { /* 16-bit addresses: nobody can tell */
        i->segment = true;
        return;
    }
    i->base = i->rm;
    if (rm == 4) {
        u8 sib = *p++;
        i->base = (sib & 7) | (rex & 1) << 3;
        i->index = (sib >> 3 & 7) | (rex & 2) << 2;
        i->shift = sib >> 6;
        if (i->index == 4)
            i->index = 16;
    }
    if (mod == 1) {
        i->displacement = (int8_t)*p++;
    } else if (mod == 2 || (i->base & 7) == 5) {
        if (!mod) {
            i->relative = wide && rm == 5;
            i->base = 16;
        }
        if (mod || rm == 5 || (rm == 4 && i->base == 16)) {
            memcpy(&i->displacement, p, 4);
            p += 4;
        }
    }
    i->immediate = p;
}

/* Whether a processor insists on a multiple of 16 for the operand in memory. */
static bool wants_aligned(const instruction *i)
{
    u8 op = i->op;
    bool none = !i->small && !i->rep && !i->repne, single = i->rep || i->repne; /* F2 and F3 go before 66 */
    if (!i->memory)
        return false;
    if (i->map == 0x38) {
        if (op >= 0xc8 && op <= 0xcd) /* SHA */
            return none;
        return i->small && (op <= 0x0b || op == 0x10 || op == 0x14 || op == 0x15 || op == 0x17 || (op >= 0x1c && op <= 0x1e) ||
                            (op >= 0x28 && op <= 0x2b) || (op >= 0x37 && op <= 0x41) || op == 0xcf || (op >= 0xdb && op <= 0xdf));
    }
    if (i->map == 0x3a) {
        if (op == 0xcc)
            return none;
        return i->small && (op == 0x08 || op == 0x09 || (op >= 0x0c && op <= 0x0f) || (op >= 0x40 && op <= 0x42) || op == 0x44 ||
                            op == 0xce || op == 0xcf || op == 0xdf);
    }
    if (i->map != 0x0f)
        return false;
    switch (op) {
    case 0x14: case 0x15: case 0x28: case 0x29: case 0x2b: case 0x54: case 0x55: case 0x56: case 0x57: case 0xc6:
        return !single;
    case 0x51: case 0x58: case 0x59: case 0x5c: case 0x5d: case 0x5e: case 0x5f: case 0xc2:
        return !single;
    case 0x12: case 0x16:
        return i->rep;
    case 0x52: case 0x53:
        return none;
    case 0x5a: case 0x2c: case 0x2d:
        return i->small && !single;
    case 0x5b:
        return !i->repne;
    case 0x6f: case 0x7f: case 0xe7:
        return i->small && !single;
    case 0x70:
        return i->small || single;
    case 0x7c: case 0x7d: case 0xd0:
        return i->repne || (i->small && !i->rep);
    case 0xe6:
        return i->repne || (i->small && !i->rep);
    default:
        return i->small && !single && ((op >= 0x60 && op <= 0x6d) || (op >= 0x74 && op <= 0x76) || (op >= 0xd1 && op <= 0xd5) ||
                                       (op >= 0xd8 && op <= 0xef) || (op >= 0xf1 && op <= 0xf6) || (op >= 0xf8 && op <= 0xfe));
    }
}

/* --- registers modulo 16 ------------------------------------------------------------------------------------ */

static value value_plus(value v, int64_t n) { return (value){v.origin, (v.plus + n) & 15}; }
static value constant(u64 n) { return (value){VALUE_CONSTANT, n & 15}; }
static const value unknown = {VALUE_UNKNOWN, 0};

static void forget_all(value *known)
{
    for (int r = 0; r < 16; r++)
        known[r] = unknown;
}

/* Of the address of a memory operand, without the base of its segment; `next` is where the next instruction is. False: not known. */
static bool operand_term(const instruction *i, const value *known, u64 next, term *t)
{
    value base = i->base < 16 ? known[i->base] : constant(0), index = i->index < 16 ? known[i->index] : constant(0);
    if (base.origin == VALUE_UNKNOWN || index.origin == VALUE_UNKNOWN)
        return false;
    u64 plus = base.plus + ((u64)index.plus << i->shift) + i->displacement + (i->relative ? next : 0);
    *t = (term){base.origin & 15, index.origin & 15, i->shift, plus & 15, base.origin < 16 ? 15 : 0, index.origin < 16 ? 15 : 0};
    return true;
}

static value operand_value(const instruction *i, const value *known, u64 next)
{
    term t;
    if (!operand_term(i, known, next, &t) || t.index_mask)
        return unknown;
    return (value){t.base_mask ? t.base : VALUE_CONSTANT, t.plus};
}

/* What ADD, OR, AND, SUB, CMP and so on (`kind` as in their encoding) with a constant make of a value. */
static value value_after(int kind, value v, int64_t n)
{
    switch (kind) {
    case 0: return value_plus(v, n);
    case 5: return value_plus(v, -n);
    case 7: return v;
    case 4: return (n & 15) == 15 ? v : (n & 15) == 0 ? constant(0) : unknown;
    default: return (n & 15) == 0 && (kind == 1 || kind == 6) ? v : unknown;
    }
}

static void after_vector_instruction(const instruction *i, value *known)
{
    u8 op = i->op;
    if (i->map == 0x38) {
        if (op >= 0xf0)
            forget_all(known);
    } else if (i->map == 0x3a) {
        if ((op & 0xfc) == 0x60)
            known[R_RCX] = unknown;
        if ((op & 0xfc) == 0x14 && !i->memory)
            known[i->rm] = unknown;
    } else if (op == 0x2c || op == 0x2d || op == 0x50 || op == 0xd7 || op == 0xc5) {
        known[i->reg] = unknown;
    } else if (op == 0x7e && !i->memory) {
        known[i->rm] = unknown;
    }
}

static void after_two_byte(const instruction *i, value *known)
{
    u8 op = i->op;
    if ((op >= 0x10 && op <= 0x17) || (op >= 0x28 && op <= 0x2f) || (op >= 0x50 && op <= 0x7f && op != 0x77) || op == 0xc2 ||
        (op >= 0xc4 && op <= 0xc6) || op >= 0xd0)
        after_vector_instruction(i, known);
    else if ((op >= 0x18 && op <= 0x1f) || op == 0x0d || op == 0xa3)
        ; /* prefetches, long no-operations and what looks like one; BT */
    else if ((op & 0xf0) == 0x40 || op == 0xaf || (op & 0xf6) == 0xb6 || op == 0xbc || op == 0xbd)
        known[i->reg] = unknown;
    else if ((op & 0xf0) == 0x90 && i->memory)
        ;
    else if ((op & 0xf0) == 0x90)
        known[i->rm] = known[i->rm & 3] = unknown;
    else if ((op & 0xf8) == 0xc8)
        known[i->rm] = unknown;
    else
        forget_all(known);
}

/* What is known of the registers behind an instruction. Whatever is not written down here changes all of them. */
static void after_instruction(const instruction *i, value *known, u64 next)
{
    u8 op = i->op, low = op & 7;
    int kind = op >> 3, word = i->small ? 2 : i->wide ? 8 : 4;
    int32_t n = 0;
    if (i->map == 0x0f) {
        after_two_byte(i, known);
        return;
    }
    if (i->map) {
        after_vector_instruction(i, known);
        return;
    }
    if (op < 0x40 && low < 6) { /* ADD, OR, ADC, SBB, AND, SUB, XOR, CMP */
        int to = low & 2 ? i->reg : i->rm;
        if (kind == 7 || (low < 2 && i->memory))
            return;
        if (low >= 4) {
            memcpy(&n, i->immediate, low == 4 ? 1 : 2);
            known[0] = value_after(kind, known[0], n);
        } else if (!(low & 1)) { /* bytes: AH and its like count among the first four */
            known[to] = known[to & 3] = unknown;
        } else if (kind == 6 && !i->memory && i->reg == i->rm) {
            known[to] = constant(0);
        } else {
            value other = i->memory ? unknown : known[low & 2 ? i->rm : i->reg];
            known[to] = other.origin == VALUE_CONSTANT ? value_after(kind, known[to], other.plus) : unknown;
        }
        return;
    }
    switch (op) {
    case 0x50: case 0x51: case 0x52: case 0x53: case 0x54: case 0x55: case 0x56: case 0x57: case 0x68: case 0x6a: case 0x9c:
        known[R_RSP] = value_plus(known[R_RSP], -word);
        return;
    case 0x58: case 0x59: case 0x5a: case 0x5b: case 0x5c: case 0x5d: case 0x5e: case 0x5f:
        known[R_RSP] = value_plus(known[R_RSP], word);
        known[i->rm] = unknown;
        return;
    case 0x63:
        known[i->reg] = i->wide && !i->memory ? known[i->rm] : unknown;
        return;
    case 0x69: case 0x6b:
        known[i->reg] = unknown;
        return;
    case 0x80: case 0x81: case 0x83:
        if (i->memory)
            return;
        n = (int8_t)i->immediate[0]; /* the low four bits are all that counts */
        if (op == 0x80 && (i->reg & 7) != 7)
            known[i->rm] = known[i->rm & 3] = unknown;
        else if (op != 0x80)
            known[i->rm] = value_after(i->reg & 7, known[i->rm], n);
        return;
    case 0x84: case 0x85: case 0xa8: case 0xa9: case 0x90:
        if (op == 0x90 && i->rm)
            forget_all(known);
        return;
    case 0x88: case 0xc6:
        if (!i->memory)
            known[i->rm] = known[i->rm & 3] = unknown;
        return;
    case 0x8a:
        known[i->reg] = known[i->reg & 3] = unknown;
        return;
    case 0x89:
        if (!i->memory)
            known[i->rm] = known[i->reg];
        return;
    case 0x8b:
        known[i->reg] = i->memory ? unknown : known[i->rm];
        return;
    case 0x8d:
        known[i->reg] = operand_value(i, known, next);
        return;
    case 0x98: /* the low byte stays */
        return;
    case 0x99:
        known[R_RDX] = unknown;
        return;
    case 0xb8: case 0xb9: case 0xba: case 0xbb: case 0xbc: case 0xbd: case 0xbe: case 0xbf:
        known[i->rm] = constant(i->immediate[0]);
        return;
    case 0xc0: case 0xd0: case 0xd2:
        if (!i->memory)
            known[i->rm] = known[i->rm & 3] = unknown;
        return;
    case 0xc1: case 0xd1: case 0xd3:
        if (!i->memory)
            known[i->rm] = op == 0xc1 && (i->reg & 7) == 4 && (i->immediate[0] & 31) >= 4 ? constant(0) : unknown;
        return;
    case 0xc7:
        if (!i->memory)
            known[i->rm] = constant(i->immediate[0]);
        return;
    case 0xc9:
        known[R_RSP] = value_plus(known[R_RBP], word);
        known[R_RBP] = unknown;
        return;
    case 0xd8: case 0xd9: case 0xda: case 0xdb: case 0xdc: case 0xdd: case 0xde: case 0xdf:
        if (!i->memory && op == 0xdf)
            known[R_RAX] = unknown; /* FNSTSW %ax */
        return;
    case 0xf6: case 0xf7:
        if ((i->reg & 7) >= 4)
            known[R_RAX] = known[R_RDX] = unknown;
        else if ((i->reg & 7) >= 2 && !i->memory)
            known[i->rm] = known[i->rm & 3] = unknown;
        return;
    case 0xff:
        if ((i->reg & 7) == 6)
            known[R_RSP] = value_plus(known[R_RSP], -word);
        else if (!i->memory && (i->reg & 7) < 2)
            known[i->rm] = value_plus(known[i->rm], i->reg & 7 ? -1 : 1);
        return;
    default:
        forget_all(known);
    }
}

/* Adds an operand to what the block's beginning is to look at; false when it has no more room. */
static bool add_term(block_check *check, term t)
{
    if (!t.base_mask && !t.index_mask && !t.plus)
        return true;
    for (u32 n = 0; n < check->count; n++)
        if (!memcmp(&check->terms[n], &t, sizeof t))
            return true;
    if (check->count == TERMS_MAX)
        return false;
    check->terms[check->count++] = t;
    return true;
}
