/*
 * SSE arithmetic, by the host's own (see x87.h, which does the same for the x87): the very instruction, so that the flags are the
 * processor's, a denormal operand's among them, and at less cost than the engine's software floats.
 *
 * The flags gather in the host's MXCSR, whose modes are the program's meanwhile; nobody else computes with floats while the engine runs.
 *
 *     ready_sse, before each: the host's MXCSR has the program's modes, no flags      host_modes: which, NO_MODES: the host's own
 *     gather_sse: its flags -> where the engine's software floats keep theirs          before the program looks, and at the end of the run
 *
 * All exceptions are masked for the host: where the program lets one through, run_checked() takes the instruction back.
 * RCPPS and RSQRTPS, whose estimates differ between makes of processors, stay as exact as the engine has them, and raise nothing.
 */

#ifdef __x86_64__

typedef struct { u8 bytes[16]; } vector;
typedef struct { u8 bytes[8]; } half_vector;
enum { ALL_MASKED = 0x1f80, FLUSH_TO_ZERO = 0x8000, UNDERFLOW_MASK = 0x800, NO_MODES = 0x10000 };
static u32 host_modes = NO_MODES, own_mxcsr;

static __attribute__((noinline)) void change_modes(u8 *env, u32 modes)
{
    u32 word = (modes & ~0x3fu) | ALL_MASKED, before;
    __asm__ volatile("stmxcsr %0" : "=m"(before));
    if (host_modes == NO_MODES)
        own_mxcsr = before;
    else
        env[layout.mxcsr - SSE_FLAGS] |= before & 0x3f;
    if (!(modes & UNDERFLOW_MASK)) /* it counts only while that is masked */
        word &= ~FLUSH_TO_ZERO;
    __asm__ volatile("ldmxcsr %0" : : "m"(word));
    host_modes = modes;
}

static inline void ready_sse(u8 *env)
{
    u32 modes = *(u32 *)(env + layout.mxcsr) & 0xffc0;
    if (unlikely(modes != host_modes))
        change_modes(env, modes);
}

static void gather_sse(u8 *env)
{
    u32 seen;
    if (host_modes == NO_MODES)
        return;
    __asm__ volatile("stmxcsr %0" : "=m"(seen));
    env[layout.mxcsr - SSE_FLAGS] |= seen & 0x3f;
    __asm__ volatile("ldmxcsr %0" : : "m"(own_mxcsr));
    host_modes = NO_MODES;
}

/* name: the engine's; load, load_source, store: as much as is worked on */
#define SSE(name, dest, load, source, load_source, text, store)                                                              \
    static void sse_##name(u8 *env, dest *d, const source *s)                                                                \
    {                                                                                                                        \
        ready_sse(env);                                                                                                      \
        __asm__ volatile(load " %0, %%xmm0\n\t" load_source " %1, %%xmm1\n\t" text " %%xmm1, %%xmm0\n\t" store " %%xmm0, %0"  \
                         : "+m"(*d) : "m"(*s) : "xmm0", "xmm1");                                                             \
    }
#define WHOLE(name, text) SSE(name, vector, "movups", vector, "movups", text, "movups")
#define SINGLE(name, text) SSE(name, vector, "movss", vector, "movss", text, "movss")
#define DOUBLE(name, text) SSE(name, vector, "movsd", vector, "movsd", text, "movsd")
#define FOUR(n) WHOLE(n##ps, #n "ps") WHOLE(n##pd, #n "pd") SINGLE(n##ss, #n "ss") DOUBLE(n##sd, #n "sd")
FOUR(add) FOUR(sub) FOUR(mul) FOUR(div) FOUR(min) FOUR(max) FOUR(sqrt)
FOUR(cmpeq) FOUR(cmplt) FOUR(cmple) FOUR(cmpunord) FOUR(cmpneq) FOUR(cmpnlt) FOUR(cmpnle) FOUR(cmpord)
WHOLE(cvtps2pd, "cvtps2pd") WHOLE(cvtpd2ps, "cvtpd2ps") WHOLE(cvtdq2ps, "cvtdq2ps") WHOLE(cvtdq2pd, "cvtdq2pd")
WHOLE(cvtps2dq, "cvtps2dq") WHOLE(cvtpd2dq, "cvtpd2dq") WHOLE(cvttps2dq, "cvttps2dq") WHOLE(cvttpd2dq, "cvttpd2dq")
SSE(cvtss2sd, vector, "movsd", vector, "movss", "cvtss2sd", "movsd")
SSE(cvtsd2ss, vector, "movss", vector, "movsd", "cvtsd2ss", "movss")
WHOLE(haddps, "haddps") WHOLE(haddpd, "haddpd") WHOLE(hsubps, "hsubps") WHOLE(hsubpd, "hsubpd")
WHOLE(addsubps, "addsubps") WHOLE(addsubpd, "addsubpd")

/* Between the halves of vectors that MMX registers are, and vectors. */
#define FROM_MMX(name, text, store)                                                                                          \
    static void sse_##name(u8 *env, vector *d, const half_vector *s)                                                         \
    {                                                                                                                        \
        ready_sse(env);                                                                                                      \
        __asm__ volatile("movq %1, %%xmm1\n\t" text " %%xmm1, %%xmm0\n\t" store " %%xmm0, %0" : "+m"(*d) : "m"(*s) : "xmm0", "xmm1"); \
    }
#define TO_MMX(name, text, load)                                                                                             \
    static void sse_##name(u8 *env, half_vector *d, const vector *s)                                                         \
    {                                                                                                                        \
        ready_sse(env);                                                                                                      \
        __asm__ volatile(load " %1, %%xmm1\n\t" text " %%xmm1, %%xmm0\n\tmovq %%xmm0, %0" : "=m"(*d) : "m"(*s) : "xmm0", "xmm1"); \
    }
FROM_MMX(cvtpi2ps, "cvtdq2ps", "movlps") FROM_MMX(cvtpi2pd, "cvtdq2pd", "movups")
TO_MMX(cvtps2pi, "cvtps2dq", "movq") TO_MMX(cvttps2pi, "cvttps2dq", "movq") TO_MMX(cvtpd2pi, "cvtpd2dq", "movups")
TO_MMX(cvttpd2pi, "cvttpd2dq", "movups")

#define TO_INTEGER(name, type, text)                                                                                         \
    static type sse_##name(u8 *env, const vector *s)                                                                         \
    {                                                                                                                        \
        type v;                                                                                                              \
        ready_sse(env);                                                                                                      \
        __asm__ volatile(text " %1, %0" : "=r"(v) : "m"(*s));                                                                \
        return v;                                                                                                            \
    }
TO_INTEGER(cvtss2si, i32, "cvtss2si") TO_INTEGER(cvttss2si, i32, "cvttss2si") TO_INTEGER(cvtsd2si, i32, "cvtsd2si")
TO_INTEGER(cvttsd2si, i32, "cvttsd2si") TO_INTEGER(cvtss2sq, i64, "cvtss2si") TO_INTEGER(cvttss2sq, i64, "cvttss2si")
TO_INTEGER(cvtsd2sq, i64, "cvtsd2si") TO_INTEGER(cvttsd2sq, i64, "cvttsd2si")

#define FROM_INTEGER(name, type, text, store)                                                                                \
    static void sse_##name(u8 *env, vector *d, type v)                                                                       \
    {                                                                                                                        \
        ready_sse(env);                                                                                                      \
        __asm__ volatile(text " %1, %%xmm0\n\t" store " %%xmm0, %0" : "+m"(*d) : "r"(v) : "xmm0");                           \
    }
FROM_INTEGER(cvtsi2ss, i32, "cvtsi2ssl", "movss") FROM_INTEGER(cvtsi2sd, i32, "cvtsi2sdl", "movsd")
FROM_INTEGER(cvtsq2ss, i64, "cvtsi2ssq", "movss") FROM_INTEGER(cvtsq2sd, i64, "cvtsi2sdq", "movsd")

#define COMPARE(name, load)                                                                                                  \
    static void sse_##name(u8 *env, const vector *d, const vector *s)                                                        \
    {                                                                                                                        \
        u64 flags;                                                                                                           \
        ready_sse(env);                                                                                                      \
        __asm__ volatile(load " %1, %%xmm0\n\t" load " %2, %%xmm1\n\t" #name " %%xmm1, %%xmm0\n\tlahf\n\tmovzbl %%ah, %%eax"     \
                         : "=&a"(flags) : "m"(*d), "m"(*s) : "xmm0", "xmm1", "cc");                                           \
        flags &= 0x45;                                                                                                       \
        memcpy(env + CPU_CC_SRC, &flags, 8);                                                                                 \
    }
COMPARE(comiss, "movss") COMPARE(ucomiss, "movss") COMPARE(comisd, "movsd") COMPARE(ucomisd, "movsd")

#define ESTIMATE(name, count, text)                                                                                          \
    static void sse_##name(u8 *env, vector *d, const vector *s)                                                              \
    {                                                                                                                        \
        const float one = 1;                                                                                                 \
        u32 before;                                                                                                          \
        ready_sse(env);                                                                                                      \
        __asm__ volatile("stmxcsr %0" : "=m"(before));                                                                       \
        for (int n = 0; n < count; n++)                                                                                      \
            __asm__ volatile(text "movss %2, %%xmm0\n\tdivss %%xmm1, %%xmm0\n\tmovss %%xmm0, %0"                             \
                             : "=m"(d->bytes[4 * n]) : "m"(s->bytes[4 * n]), "m"(one) : "xmm0", "xmm1", "memory");           \
        __asm__ volatile("ldmxcsr %0" : : "m"(before));                                                                      \
    }
ESTIMATE(rcpps, 4, "movss %1, %%xmm1\n\t") ESTIMATE(rcpss, 1, "movss %1, %%xmm1\n\t")
ESTIMATE(rsqrtps, 4, "sqrtss %1, %%xmm1\n\t") ESTIMATE(rsqrtss, 1, "sqrtss %1, %%xmm1\n\t")

#define CALLED_SSE(name) {"helper_" #name "_x86_64", (void *)sse_##name}
#define CALLED_FOUR(n) CALLED_SSE(n##ps), CALLED_SSE(n##pd), CALLED_SSE(n##ss), CALLED_SSE(n##sd)
#define SSE_FUNCTIONS                                                                                                        \
    CALLED_FOUR(add), CALLED_FOUR(sub), CALLED_FOUR(mul), CALLED_FOUR(div), CALLED_FOUR(min), CALLED_FOUR(max), CALLED_FOUR(sqrt), \
    CALLED_FOUR(cmpeq), CALLED_FOUR(cmplt), CALLED_FOUR(cmple), CALLED_FOUR(cmpunord), CALLED_FOUR(cmpneq), CALLED_FOUR(cmpnlt), \
    CALLED_FOUR(cmpnle), CALLED_FOUR(cmpord), CALLED_SSE(cvtps2pd), CALLED_SSE(cvtpd2ps), CALLED_SSE(cvtdq2ps), CALLED_SSE(cvtdq2pd), \
    CALLED_SSE(cvtps2dq), CALLED_SSE(cvtpd2dq), CALLED_SSE(cvttps2dq), CALLED_SSE(cvttpd2dq), CALLED_SSE(cvtss2sd), CALLED_SSE(cvtsd2ss), \
    CALLED_SSE(haddps), CALLED_SSE(haddpd), CALLED_SSE(hsubps), CALLED_SSE(hsubpd), CALLED_SSE(addsubps), CALLED_SSE(addsubpd), \
    CALLED_SSE(cvtpi2ps), CALLED_SSE(cvtpi2pd), CALLED_SSE(cvtps2pi), CALLED_SSE(cvttps2pi), CALLED_SSE(cvtpd2pi), CALLED_SSE(cvttpd2pi), \
    CALLED_SSE(cvtss2si), CALLED_SSE(cvttss2si), CALLED_SSE(cvtsd2si), CALLED_SSE(cvttsd2si), CALLED_SSE(cvtss2sq), CALLED_SSE(cvttss2sq), \
    CALLED_SSE(cvtsd2sq), CALLED_SSE(cvttsd2sq), CALLED_SSE(cvtsi2ss), CALLED_SSE(cvtsi2sd), CALLED_SSE(cvtsq2ss), CALLED_SSE(cvtsq2sd), \
    CALLED_SSE(comiss), CALLED_SSE(ucomiss), CALLED_SSE(comisd), CALLED_SSE(ucomisd), CALLED_SSE(rcpps), CALLED_SSE(rcpss), \
    CALLED_SSE(rsqrtps), CALLED_SSE(rsqrtss)
#else /* then the engine does what it can */
static void gather_sse(u8 *env) { (void)env; }
#endif
