/*
 * The x87's functions: FYL2X, FPATAN, FPREM, FSIN and their like.  The engine works them out in doubles, and takes logarithms of nothing
 * for nothing: log(0) is 0 in a 32-bit program.  The host's processor has these very instructions, so it is asked: the guest's x87 is
 * put in its place, with all exceptions masked, the instruction carried out, and what has become of it taken back.  The engine sees
 * FNOP instead (rewritten.h).
 *
 *     the engine's state -> FRSTOR, the instruction, FNSAVE (which leaves the host's x87 as a thread has it at first) -> the engine's state
 *
 * An exception that the program has unmasked is run_checked()'s: it finds the flag, and puts back the registers.
 */

#ifdef __x86_64__
#define HOST_HAS_X87 1
#else
#define HOST_HAS_X87 0 /* then the engine does what it can */
#endif

#define X87_CONDITIONS 0x4700 /* C0 to C3 of the status word */

typedef struct { /* what FNSAVE stores outside of real mode; ST(0) to ST(7) in that order */
    u32 control, status, tags, instruction[4];
    u8 registers[8][10];
} x87_image;

/* Whether D9 with this ModRM byte is one of them. */
static bool is_x87_function(u8 byte)
{
    return HOST_HAS_X87 && ((byte >= 0xf0 && byte <= 0xf5) || (byte >= 0xf8 && byte != 0xfa && byte != 0xfc));
}

static void carry_out(x87_image *image, u8 byte)
{
#if HOST_HAS_X87
#define CASE(code, name) \
    case code: __asm__ volatile("frstor %0\n\t" name "\n\tfnsave %0" : "+m"(*image)); break;
    switch (byte) {
    CASE(0xf0, "f2xm1")
    CASE(0xf1, "fyl2x")
    CASE(0xf2, "fptan")
    CASE(0xf3, "fpatan")
    CASE(0xf4, "fxtract")
    CASE(0xf5, "fprem1")
    CASE(0xf8, "fprem")
    CASE(0xf9, "fyl2xp1")
    CASE(0xfb, "fsincos")
    CASE(0xfd, "fscale")
    CASE(0xfe, "fsin")
    CASE(0xff, "fcos")
    }
#undef CASE
#else
    (void)image, (void)byte;
#endif
}

/* D9 `byte` on an engine's state: where the registers are, and the control word (before it the status, and where the stack begins; behind
 * it a byte for each register, which says that it is empty). What was raised, as the flags of the status word. */
static u8 x87_function(u8 *registers, u8 *control_word, u8 byte)
{
    x87_image image = {.tags = 0xffff0000, .control = 0xffff0000, .status = 0xffff0000};
    u32 top;
    u16 control, status;
    memcpy(&top, control_word - 6, 4);
    memcpy(&status, control_word - 2, 2);
    memcpy(&control, control_word, 2);
    image.control |= control | 0x3f;
    image.status |= (status & X87_CONDITIONS) | (top & 7) << 11;
    for (int n = 0; n < 8; n++) {
        image.tags |= (control_word[2 + n] ? 3u : 0) << 2 * n;
        memcpy(image.registers[n], registers + 16 * ((top + n) & 7), 10);
    }
    carry_out(&image, byte);
    top = image.status >> 11 & 7;
    status = (status & ~X87_CONDITIONS) | (image.status & (X87_CONDITIONS | 0x40)); /* bit 6: it was the stack */
    memcpy(control_word - 6, &top, 4);
    memcpy(control_word - 2, &status, 2);
    for (int n = 0; n < 8; n++) {
        control_word[2 + n] = (image.tags >> 2 * n & 3) == 3;
        memcpy(registers + 16 * ((top + n) & 7), image.registers[n], 10);
    }
    return image.status & 0x3f;
}
