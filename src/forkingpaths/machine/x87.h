/*
 * The x87, by the host's own.  The engine's software floats forget the flag of a denormal operand, C1 and what the stack has to say, call
 * an invalid division one by zero, and work out logarithms and sines in doubles.  So the functions that its translated code calls for
 * the x87 are these (native.c puts them in place of the engine's): each carries out the very instruction on the host's x87, and
 * takes back what became of it.  It is faster, too: a host's FADD takes less than a software float's.
 *
 *     arithmetic    operand -> f->operand (a register, or as it lies in memory); ready; the instruction, FNSTSW; settle
 *     functions     the whole x87 -> FRSTOR, the instruction, FNSAVE -> the whole x87
 *
 * While the engine runs, the host's control word is the program's (host_control; NO_CONTROL: not yet) and its flags are some of those
 * that the program's status word has (host_flags), so that they need not be cleared each time.  leave_host_x87() puts it back.
 * The exceptions that the program lets through are let through here as well: then the host leaves its registers as a processor would,
 * FNCLEX comes before the next instruction that would tell, and f->raised is what run_checked() goes by.
 */

#ifdef __x86_64__

#define X87_CONDITIONS 0x4700 /* C0 to C3 of the status word */
#define X87_FAULT 0x41        /* IE and SF: the stack was full or had nothing */
#define X87_C1 0x200

typedef struct { u8 bytes[10]; } extended;
typedef struct { extended value; u8 rest[6]; } x87_register;
typedef struct { /* as the engine has it; find_floating_point() has checked */
    u32 other, top;
    u16 status, control;
    u8 empty[8], gap[4];
    x87_register registers[8];
    u8 unused[24 + 2], raised, more[5]; /* raised: where its software floats kept their flags */
    union { extended value; float single; double wide; i32 integer; struct { extended value; u8 kind; } with; } operand;
} x87;
enum { OPERAND_REGISTER, OPERAND_FLOAT, OPERAND_DOUBLE, OPERAND_INTEGER, OPERAND_ABSENT };

typedef struct { /* what FNSAVE stores outside of real mode; ST(0) to ST(7) in that order */
    u32 control, status, tags, instruction[4];
    extended registers[8];
} x87_image;

static const extended indefinite = {{0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff}};
enum { NO_CONTROL = 0x10000 }; /* no program's */
static u32 host_control = NO_CONTROL;
static u8 host_flags;
static enum { NOT_PUSHED, PUSHED, PUSHED_TOO_MUCH } pushed; /* by the first half of an instruction */

static inline x87 *x87_of(u8 *env) { return (x87 *)(env + layout.fpuc - offsetof(x87, control)); }
static inline int place(const x87 *f, int n) { return (f->top + n) & 7; }
static inline extended *st(x87 *f, int n) { return &f->registers[place(f, n)].value; }

static __attribute__((noinline)) void make_ready(const x87 *f)
{
    u16 word = (f->control & 0x1f3f) | 0x40;
    if (host_control == NO_CONTROL)
        __asm__ volatile("fninit");
    __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(word));
    host_control = f->control;
    host_flags = 0;
}

static inline void ready(const x87 *f)
{
    if (unlikely(f->control != host_control || host_flags & ~f->status))
        make_ready(f);
}

static void leave_host_x87(void)
{
    if (host_control != NO_CONTROL)
        __asm__ volatile("fninit");
    host_control = NO_CONTROL;
}

/* What the host's status word says of an instruction; `conditions`: those that it sets. */
static inline void settle(x87 *f, u16 status, u16 conditions)
{
    f->status = (f->status & ~conditions) | (status & (conditions | 0x3f));
    host_flags = status & 0x3f;
    if (unlikely(status & 0x80)) { /* let through, and cleared */
        f->raised |= status & 0x3f;
        host_flags = 0;
    }
}

static __attribute__((noinline)) void stack_fault(x87 *f, bool overflow)
{
    f->status = (f->status & ~X87_C1) | X87_FAULT | (overflow ? X87_C1 : 0);
    f->raised |= ~f->control & 1;
}

static void put(x87 *f, int n, extended value)
{
    *st(f, n) = value;
    f->empty[place(f, n)] = 0;
}

/* The masked answer to a register that has nothing. */
static void underflow(x87 *f, int n)
{
    stack_fault(f, false);
    put(f, n, indefinite);
}

/* AX is written before the last operand is: an early clobber, or an address may lie there. */
#define LET_THROUGH "\n\tfnstsw %[status]\n\ttestb $0x80, %b[status]\n\tjz 1f\n\tfnclex\n1:\t"
/* A popping instruction: who knows whether it has. */
#define LET_THROUGH_POP "\n\tfnstsw %[status]\n\ttestb $0x80, %b[status]\n\tjz 1f\n\tfninit\n1:\t"

/* --- operands and results ------------------------------------------------------------------------------------ */

static void x87_flds_FT0(u8 *env, u32 bits) { memcpy(&x87_of(env)->operand, &bits, 4), x87_of(env)->operand.with.kind = OPERAND_FLOAT; }
static void x87_fldl_FT0(u8 *env, u64 bits) { memcpy(&x87_of(env)->operand, &bits, 8), x87_of(env)->operand.with.kind = OPERAND_DOUBLE; }
static void x87_fildl_FT0(u8 *env, i32 v) { x87_of(env)->operand.integer = v, x87_of(env)->operand.with.kind = OPERAND_INTEGER; }
static void x87_fldz_FT0(u8 *env) { x87_of(env)->operand.value = (extended){{0}}, x87_of(env)->operand.with.kind = OPERAND_REGISTER; }

static void x87_fmov_FT0_STN(u8 *env, int n)
{
    x87 *f = x87_of(env);
    f->operand.value = *st(f, n);
    f->operand.with.kind = f->empty[place(f, n)] ? OPERAND_ABSENT : OPERAND_REGISTER;
}

/* Makes room for a value: false when there was none, and what is there now is no number. */
static bool push(x87 *f)
{
    f->top = place(f, -1);
    if (unlikely(!f->empty[f->top])) {
        stack_fault(f, true);
        put(f, 0, indefinite);
        return false;
    }
    f->empty[f->top] = 0;
    f->status &= ~X87_C1;
    return true;
}

static void x87_fpush(u8 *env) { pushed = push(x87_of(env)) ? PUSHED : PUSHED_TOO_MUCH; }

static void x87_fmov_ST0_STN(u8 *env, int n) /* FLD, behind fpush; FCMOV */
{
    x87 *f = x87_of(env);
    int how = pushed;
    pushed = NOT_PUSHED;
    if ((how == NOT_PUSHED && f->empty[f->top]) || f->empty[place(f, n)] || (how == PUSHED && n == 0)) /* ST(7), the new ST(0) */
        underflow(f, 0);
    else if (how != PUSHED_TOO_MUCH)
        *st(f, 0) = *st(f, n);
}

static void x87_fmov_STN_ST0(u8 *env, int n)
{
    x87 *f = x87_of(env);
    if (f->empty[f->top]) {
        underflow(f, n);
        return;
    }
    put(f, n, *st(f, 0));
    f->status &= ~X87_C1;
}

static void x87_fxchg_ST0_STN(u8 *env, int n)
{
    x87 *f = x87_of(env);
    f->status &= ~X87_C1;
    if (f->empty[place(f, 0)])
        underflow(f, 0);
    if (f->empty[place(f, n)])
        underflow(f, n);
    extended first = *st(f, 0);
    *st(f, 0) = *st(f, n);
    *st(f, n) = first;
}

static void x87_ffree_STN(u8 *env, int n)
{
    x87 *f = x87_of(env);
    f->empty[place(f, n)] = 1;
    f->status &= ~X87_C1;
}

static void x87_fincstp(u8 *env) { x87_of(env)->top = place(x87_of(env), 1), x87_of(env)->status &= ~X87_C1; }
static void x87_fdecstp(u8 *env) { x87_of(env)->top = place(x87_of(env), -1), x87_of(env)->status &= ~X87_C1; }

/* What most loads are of: a normal number, which fits, of this many bits of fraction and of exponent. */
static inline bool load_normal(x87 *f, u64 bits, int fraction, int exponent)
{
    u32 most = (1u << exponent) - 1, raised = bits >> fraction & most;
    if (unlikely(raised == 0 || raised == most || !f->empty[place(f, -1)]))
        return false;
    u64 mantissa = 1ull << 63 | bits << (63 - fraction);
    u16 biased = (raised + 16383 - most / 2) | (bits >> (fraction + exponent) & 1) << 15;
    f->top = place(f, -1);
    f->empty[f->top] = 0;
    f->status &= ~X87_C1;
    memcpy(st(f, 0), &mantissa, 8);
    memcpy(st(f, 0)->bytes + 8, &biased, 2);
    return true;
}

#define LOAD(name, type, normal, text)                                                                                               \
    static void x87_##name(u8 *env, type v)                                                                                  \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        u16 status;                                                                                                          \
        if (normal || !push(f))                                                                                      \
            return;                                                                                                          \
        ready(f);                                                                                                            \
        __asm__ volatile(text " %[v]\n\tfnstsw %[status]\n\ttestb $0x80, %b[status]\n\tjz 1f\n\tfninit\n\tfldz\n1:\tfstpt %[to]" \
                         : [to] "=m"(*st(f, 0)), [status] "=&a"(status) : [v] "m"(v));                                        \
        settle(f, status, X87_C1);                                                                                           \
        host_control = status & 0x80 ? NO_CONTROL : host_control;                                           \
    }
LOAD(flds_ST0, u32, load_normal(f, v, 23, 8), "flds")
LOAD(fldl_ST0, u64, load_normal(f, v, 52, 11), "fldl")
LOAD(fildl_ST0, i32, false, "fildl")
LOAD(fildll_ST0, i64, false, "fildll")

static void x87_fldt_ST0(u8 *env, u64 from)
{
    u64 mantissa = uc.load_8(env, from, (u64)__builtin_return_address(0));
    u16 exponent = uc.load_2(env, from + 8, (u64)__builtin_return_address(0));
    x87 *f = x87_of(env);
    if (!push(f))
        return;
    memcpy(st(f, 0), &mantissa, 8);
    memcpy(st(f, 0)->bytes + 8, &exponent, 2);
}

static void x87_fbld_ST0(u8 *env, u64 from)
{
    extended digits;
    u64 low = uc.load_8(env, from, (u64)__builtin_return_address(0));
    u16 high = uc.load_2(env, from + 8, (u64)__builtin_return_address(0));
    x87 *f = x87_of(env);
    memcpy(&digits, &low, 8);
    memcpy(digits.bytes + 8, &high, 2);
    if (!push(f))
        return;
    ready(f);
    __asm__ volatile("fbld %1\n\tfstpt %0" : "=m"(*st(f, 0)) : "m"(digits));
}

#define CONSTANT(name)                                                                                                       \
    static void x87_##name##_ST0(u8 *env)                                                                                    \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        bool room = pushed == PUSHED;                                                                                        \
        pushed = NOT_PUSHED;                                                                                                 \
        if (!room)                                                                                                           \
            return;                                                                                                          \
        ready(f);                                                                                                            \
        __asm__ volatile(#name "\n\tfstpt %0" : "=m"(*st(f, 0)));                                                            \
    }
CONSTANT(fld1) CONSTANT(fldl2t) CONSTANT(fldl2e) CONSTANT(fldpi) CONSTANT(fldlg2) CONSTANT(fldln2) CONSTANT(fldz)

/* The bits to be stored. Where an exception is let through nothing is: run_checked() sees to that. */
#define STORE(name, type, text, none)                                                                                        \
    static type x87_##name(u8 *env)                                                                                          \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        u16 status;                                                                                                          \
        type v = none;                                                                                                       \
        if (unlikely(f->empty[f->top])) {                                                                                    \
            stack_fault(f, false);                                                                                           \
            return v;                                                                                                        \
        }                                                                                                                    \
        ready(f);                                                                                                            \
        __asm__ volatile("fldt %[from]\n\t" text " %[v]" LET_THROUGH_POP                                                      \
                         : [v] "+m"(v), [status] "=&a"(status) : [from] "m"(*st(f, 0)));                                      \
        settle(f, status, X87_C1);                                                                                           \
        host_control = status & 0x80 ? NO_CONTROL : host_control;                                           \
        return v;                                                                                                            \
    }
STORE(fsts_ST0, u32, "fstps", 0xffc00000)
STORE(fstl_ST0, u64, "fstpl", 0xfff8ull << 48)
STORE(fist_ST0, int16_t, "fistps", INT16_MIN)
STORE(fistl_ST0, i32, "fistpl", INT32_MIN)
STORE(fistll_ST0, i64, "fistpll", INT64_MIN)
STORE(fistt_ST0, int16_t, "fisttps", INT16_MIN)
STORE(fisttl_ST0, i32, "fisttpl", INT32_MIN)
STORE(fisttll_ST0, i64, "fisttpll", INT64_MIN)
STORE(decimal, extended, "fbstp", indefinite)

static void store_extended(u8 *env, u64 to, const extended *v, u64 caller)
{
    u64 mantissa;
    u16 exponent;
    memcpy(&mantissa, v, 8);
    memcpy(&exponent, v->bytes + 8, 2);
    uc.store_8(env, to, mantissa, caller);
    uc.store_2(env, to + 8, exponent, caller);
}

static void x87_fbst_ST0(u8 *env, u64 to)
{
    extended v = x87_decimal(env);
    store_extended(env, to, &v, (u64)__builtin_return_address(0));
}

static void x87_fstt_ST0(u8 *env, u64 to)
{
    x87 *f = x87_of(env);
    bool absent = f->empty[f->top];
    store_extended(env, to, absent ? &indefinite : st(f, 0), (u64)__builtin_return_address(0));
    if (absent)
        stack_fault(f, false);
    else
        f->status &= ~X87_C1;
}

/* --- arithmetic ------------------------------------------------------------------------------------------------ */

static inline bool lacks_operand(const x87 *f) { return unlikely(f->empty[f->top] || f->operand.with.kind == OPERAND_ABSENT); }

#define WITH_REGISTER(text, a, b, to)                                                                                        \
    __asm__ volatile("fldt %[second]\n\tfldt %[first]\n\t" text LET_THROUGH "fstpt %[result]\n\tfstp %%st(0)"   \
                     : [result] "=m"(to), [status] "=&a"(status) : [first] "m"(a), [second] "m"(b))
#define WITH_MEMORY(text, b, to)                                                                                             \
    __asm__ volatile("fldt %[first]\n\t" text " %[second]" LET_THROUGH "fstpt %[result]"                                      \
                     : [result] "=m"(to), [status] "=&a"(status) : [first] "m"(*st(f, 0)), [second] "m"(b))
#define BY_KIND(n, registers, to)                                                                                                       \
    switch (f->operand.with.kind) {                                                                                                       \
    case OPERAND_FLOAT: WITH_MEMORY("f" #n "s", f->operand.single, to); break;                                               \
    case OPERAND_DOUBLE: WITH_MEMORY("f" #n "l", f->operand.wide, to); break;                                                \
    case OPERAND_INTEGER: WITH_MEMORY("fi" #n "l", f->operand.integer, to); break;                                           \
    default: WITH_REGISTER("f" #n registers, *st(f, 0), f->operand.value, to); break;                                                  \
    }

#define ARITHMETIC(n)                                                                                                        \
    static void x87_f##n##_ST0_FT0(u8 *env)                                                                                  \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        u16 status;                                                                                                          \
        if (lacks_operand(f)) {                                                                                              \
            underflow(f, 0);                                                                                                 \
            return;                                                                                                          \
        }                                                                                                                    \
        ready(f);                                                                                                            \
        BY_KIND(n, " %%st(1), %%st", *st(f, 0))                                                                                                \
        settle(f, status, X87_C1);                                                                                           \
    }                                                                                                                        \
    static void x87_f##n##_STN_ST0(u8 *env, int to)                                                                          \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        u16 status;                                                                                                          \
        if (unlikely(f->empty[f->top] || f->empty[place(f, to)])) {                                                          \
            underflow(f, to);                                                                                                \
            return;                                                                                                          \
        }                                                                                                                    \
        ready(f);                                                                                                            \
        WITH_REGISTER("f" #n " %%st(1), %%st", *st(f, to), *st(f, 0), *st(f, to));                                                            \
        settle(f, status, X87_C1);                                                                                           \
    }
ARITHMETIC(add) ARITHMETIC(sub) ARITHMETIC(subr) ARITHMETIC(mul) ARITHMETIC(div) ARITHMETIC(divr)

/* C0, C2 and C3 as the comparison leaves them. */
static u16 compare(x87 *f)
{
    extended none;
    u16 status;
    if (lacks_operand(f)) {
        stack_fault(f, false);
        return 0x4500;
    }
    ready(f);
    BY_KIND(com, " %%st(1)", none)
    settle(f, status, X87_C1);
    return status & 0x4500;
}

static u16 compare_quietly(x87 *f)
{
    extended none;
    u16 status;
    if (lacks_operand(f)) {
        stack_fault(f, false);
        return 0x4500;
    }
    ready(f);
    __asm__ volatile("fldt %[second]\n\tfldt %[first]\n\tfucom %%st(1)" LET_THROUGH "fstp %%st(0)\n\tfstp %%st(0)"
                     : [result] "=m"(none), [status] "=&a"(status) : [first] "m"(*st(f, 0)), [second] "m"(f->operand.value));
    settle(f, status, X87_C1);
    return status & 0x4500;
}

/* The conditions lie where SAHF would have CF, PF and ZF; the others are 0. */
static void set_flags(u8 *env, u16 conditions)
{
    u64 flags = conditions >> 8;
    memcpy(env + CPU_CC_SRC, &flags, 8);
}
static void set_conditions(x87 *f, u16 conditions) { f->status = (f->status & ~0x4500) | conditions; }
static void x87_fcom_ST0_FT0(u8 *env) { set_conditions(x87_of(env), compare(x87_of(env))); }
static void x87_fucom_ST0_FT0(u8 *env) { set_conditions(x87_of(env), compare_quietly(x87_of(env))); }
static void x87_fcomi_ST0_FT0(u8 *env) { set_flags(env, compare(x87_of(env))); }
static void x87_fucomi_ST0_FT0(u8 *env) { set_flags(env, compare_quietly(x87_of(env))); }

#define UNARY(name, text, conditions)                                                                                        \
    static void x87_##name(u8 *env)                                                                                          \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        u16 status;                                                                                                          \
        if (unlikely(f->empty[f->top])) {                                                                                    \
            underflow(f, 0);                                                                                                 \
            return;                                                                                                          \
        }                                                                                                                    \
        ready(f);                                                                                                            \
        __asm__ volatile("fldt %[from]\n\t" text LET_THROUGH "fstpt %[to]"                                                   \
                         : [to] "=m"(*st(f, 0)), [status] "=&a"(status) : [from] "m"(*st(f, 0)));                             \
        settle(f, status, conditions);                                                                                       \
    }
UNARY(fchs_ST0, "fchs", X87_C1)
UNARY(fabs_ST0, "fabs", X87_C1)
UNARY(fsqrt, "fsqrt", X87_C1)
UNARY(frndint, "frndint", X87_C1)
UNARY(classify, "fxam", X87_CONDITIONS)

static void x87_fxam_ST0(u8 *env)
{
    x87 *f = x87_of(env);
    if (f->empty[f->top])
        f->status = (f->status & ~X87_CONDITIONS) | 0x4100 | (st(f, 0)->bytes[9] & 0x80) << 2;
    else
        x87_classify(env);
}

/* --- functions --------------------------------------------------------------------------------------------------- */

#define FUNCTION(name)                                                                                                       \
    static void x87_##name(u8 *env)                                                                                          \
    {                                                                                                                        \
        x87 *f = x87_of(env);                                                                                                \
        x87_image image = image_of(f);                                                                                       \
        __asm__ volatile("frstor %0\n\t" #name "\n\tfnsave %0" : "+m"(image));                                               \
        take_back(f, &image);                                                                                                \
    }

static x87_image image_of(x87 *f)
{
    x87_image image = {.tags = 0xffff0000, .control = 0xffff0000 | f->control, .status = 0xffff0000};
    image.status |= (f->status & X87_CONDITIONS) | (f->top & 7) << 11;
    for (int n = 0; n < 8; n++) {
        image.tags |= (f->empty[n] ? 3u : 0) << 2 * n;
        image.registers[n] = *st(f, n);
    }
    return image;
}

static void take_back(x87 *f, const x87_image *image)
{
    f->top = image->status >> 11 & 7;
    f->status = (f->status & ~X87_CONDITIONS) | (image->status & (X87_CONDITIONS | 0x7f));
    if (image->status & 0x80)
        f->raised |= image->status & 0x3f;
    for (int n = 0; n < 8; n++) {
        f->empty[n] = (image->tags >> 2 * n & 3) == 3;
        *st(f, n) = image->registers[n];
    }
    host_control = NO_CONTROL; /* FNSAVE has left it as a thread has it at first */
}
FUNCTION(f2xm1) FUNCTION(fyl2x) FUNCTION(fptan) FUNCTION(fpatan) FUNCTION(fxtract) FUNCTION(fprem1) FUNCTION(fprem) FUNCTION(fyl2xp1)
FUNCTION(fsincos) FUNCTION(fscale) FUNCTION(fsin) FUNCTION(fcos)

#define CALLED(name) {"helper_" #name "_x86_64", (void *)x87_##name}
#define BOTH_WAYS(n) CALLED(f##n##_ST0_FT0), CALLED(f##n##_STN_ST0)
#define X87_FUNCTIONS                                                                                                        \
    CALLED(flds_FT0), CALLED(fldl_FT0), CALLED(fildl_FT0), CALLED(fldz_FT0), CALLED(fmov_FT0_STN), CALLED(fpush), CALLED(fmov_ST0_STN),\
    CALLED(fmov_STN_ST0), CALLED(fxchg_ST0_STN), CALLED(ffree_STN), CALLED(fincstp), CALLED(fdecstp), CALLED(flds_ST0), CALLED(fldl_ST0), CALLED(fildl_ST0),\
    CALLED(fildll_ST0), CALLED(fldt_ST0), CALLED(fbld_ST0), CALLED(fld1_ST0), CALLED(fldl2t_ST0), CALLED(fldl2e_ST0), CALLED(fldpi_ST0),\
    CALLED(fldlg2_ST0), CALLED(fldln2_ST0), CALLED(fldz_ST0), CALLED(fsts_ST0), CALLED(fstl_ST0), CALLED(fist_ST0), CALLED(fistl_ST0),\
    CALLED(fistll_ST0), CALLED(fistt_ST0), CALLED(fisttl_ST0), CALLED(fisttll_ST0), CALLED(fbst_ST0), CALLED(fstt_ST0), BOTH_WAYS(add),\
    BOTH_WAYS(sub), BOTH_WAYS(subr), BOTH_WAYS(mul), BOTH_WAYS(div), BOTH_WAYS(divr), CALLED(fcom_ST0_FT0), CALLED(fucom_ST0_FT0),\
    CALLED(fcomi_ST0_FT0), CALLED(fucomi_ST0_FT0), CALLED(fchs_ST0), CALLED(fabs_ST0), CALLED(fsqrt), CALLED(frndint), CALLED(fxam_ST0),\
    CALLED(f2xm1), CALLED(fyl2x), CALLED(fptan), CALLED(fpatan), CALLED(fxtract), CALLED(fprem1), CALLED(fprem), CALLED(fyl2xp1),\
    CALLED(fsincos), CALLED(fscale), CALLED(fsin), CALLED(fcos)
#else /* then the engine does what it can */
static void leave_host_x87(void) {}
#endif
