/*
 * The hardware, natively: physical frames, page tables, the run loop, traps.
 *
 * A plain shared library without Python.h, so that it builds wherever there is a C compiler; Python calls it
 * through ctypes (machine/native.py). One call, fp_run(), is one trap: it loads a task's registers, lets
 * Unicorn run until something needs the kernel, and stores the registers again. Copy-on-write faults are
 * settled here and never leave it.
 *
 * Order of the file: engine binding - frames - page tables (and stale code) - user memory - contexts - hooks (block
 * counter, traps, special instructions, precise runs) - running - floating point - snapshots - construction.
 *
 * Invariants
 *   live[f]   references held by the running system: page-table entries, kernel objects, tables. 0 = not in use.
 *   snaps[f]  snapshots that hold f. While it is not 0 the contents of f never change (page tables excepted:
 *             snapshots keep copies of those).
 *   A private page is writable in hardware only if live == 1 and snaps == 0; otherwise SW_COW is set.
 *   A shared page is writable in hardware only if snaps == 0.
 *   TLB: adding presence or rights needs no flush (the walk is repeated on a miss); taking away or changing the
 *   frame does, and is noted in engine.stale_tlb when that space is the loaded one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FP_ABI 3                /* native.py refuses a library that says another number */
#define EXPORT __attribute__((visibility("default")))
#define PAGE 4096u
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;

/* --- the engine's interface: only what is used, so that no header of it is needed to build ----------------- */

typedef struct uc_struct uc_engine;
typedef struct uc_context uc_context;
typedef struct { u64 pc; u16 icount, size; } uc_tb;
enum {
    UC_ARCH_X86 = 4, UC_MODE_64 = 8, UC_PROT_ALL = 7,
    UC_ERR_OK = 0, UC_ERR_INSN_INVALID = 10,
    UC_HOOK_INTR = 1, UC_HOOK_INSN = 2, UC_HOOK_CODE = 4, UC_HOOK_BLOCK = 8,
    UC_HOOK_MEM_READ = 1 << 10, UC_HOOK_MEM_WRITE = 1 << 11, UC_HOOK_EDGE_GENERATED = 1 << 15,
    UC_MEM_READ = 16, UC_MEM_WRITE = 17,
    UC_X86_INS_SYSCALL = 699, UC_X86_INS_SYSENTER = 700,
    REG_CR0 = 50, REG_CR2 = 52, REG_CR3 = 53, REG_CR4 = 54, REG_RAX = 35, REG_RBP = 36, REG_RBX = 37, REG_RCX = 38, REG_RDI = 39, REG_RDX = 40,
    REG_RSI = 43, REG_R8 = 106, REG_RIP = 41, REG_RSP = 44, REG_R11 = 109, REG_ST0 = 114, REG_XMM0 = 122,
    REG_GDTR = 243, REG_FPCW = 246, REG_FPTAG = 247, REG_MSR = 248, REG_MXCSR = 249, REG_FS_BASE = 250,
    REG_GS_BASE = 251, REG_RFLAGS = 253, REG_FPSW = 31,
};
#define UC_CTL(type, nr, rw) ((type) | ((nr) << 26) | ((u32)(rw) << 30))
#define CTL_BUFFER_SIZE UC_CTL(13, 1, 1)
#define CTL_USE_EXITS UC_CTL(4, 1, 1)
#define CTL_CPU_MODEL UC_CTL(7, 1, 1)
#define CTL_TB_REMOVE UC_CTL(9, 2, 1)
#define CTL_TB_FLUSH UC_CTL(10, 0, 1)
#define CTL_TLB_FLUSH UC_CTL(11, 0, 1)

static struct {
    int (*open)(int, int, uc_engine **);
    int (*close)(uc_engine *);
    int (*ctl)(uc_engine *, u32, ...);
    int (*reg_read)(uc_engine *, int, void *);
    int (*reg_write)(uc_engine *, int, const void *);
    int (*reg_write_batch)(uc_engine *, const int *, void *const *, int);
    int (*emu_start)(uc_engine *, u64, u64, u64, size_t);
    int (*emu_stop)(uc_engine *);
    int (*hook_add)(uc_engine *, size_t *, int, void *, void *, u64, u64, ...);
    int (*mem_map_ptr)(uc_engine *, u64, size_t, u32, void *);
    int (*context_alloc)(uc_engine *, uc_context **);
    int (*context_save)(uc_engine *, uc_context *);
    int (*context_restore)(uc_engine *, uc_context *);
    size_t (*context_size)(uc_engine *);
    int (*free)(void *);
    const char *(*strerror)(int);
    /* functions inside of it (stand_before_translator) */
    void (*translate)(void *, uc_tb *, int);
    void (*leave)(void *);
    u32 (*code_1)(void *, u64), (*code_2)(void *, u64), (*code_4)(void *, u64);
    u64 (*code_8)(void *, u64);
    u64 (*load_8)(void *, u64, u64);
    u32 (*load_2)(void *, u64, u64);
    void (*store_8)(void *, u64, u64, u64), (*store_2)(void *, u64, u32, u64);
} uc;

/* --- sizes, offsets and the shared structures -------------------------------------------------------------- */

enum { /* indices into context.regs; machine/registers.py has the same */
    R_RAX, R_RCX, R_RDX, R_RBX, R_RSP, R_RBP, R_RSI, R_RDI, R_R8, R_R9, R_R10, R_R11, R_R12, R_R13, R_R14, R_R15,
    R_RIP, R_RFLAGS, R_FS_BASE, R_GS_BASE, R_ES, R_CS, R_SS, R_DS, R_FS, R_GS, R_TLS0, R_TLS1, R_TLS2,
    R_PROCESSOR, R_COUNT,
};
#define PROCESSOR_DESCRIPTOR 0x0040f50000000000ull /* selector 0x7b: its limit is the processor's number */
#define NOWHERE (~(u64)0)
#define NOBODY (NOWHERE - 1)     /* an address that no instruction has */
#define AS_IT_IS NOBODY         /* in place of a fault's address: the vector is a processor's, not to be mended; machine/trap.py has it */
#define SITE_BITS 65536
#define CUT_SLOTS 4096
#define TRANSLATION_BYTES (128u << 20) /* the engine starts anew when its translations fill this */
#define TAINTED_MAX 256         /* free frames that wait for a flush of translated code */
#define GROW_FIRST 20000ull
#define GROW_LAST (1ull << 28)
#define BLOB_MAX 6144

typedef struct context {
    u64 regs[R_COUNT];          /* what the kernel reads and writes */
    u64 space;                  /* CR3 */
    u64 resume_rip;             /* the block at this address was counted before it was interrupted */
    u64 stamp;                  /* equal to an engine's stamp: blob is what that engine holds */
    u64 blob_valid;             /* 0: a fresh task; the template stands for the blob */
    u8 blob[BLOB_MAX];          /* the engine's own CPU state, up to and including XMM15 */
} context;

enum { /* indices into machine.out; machine/cpu.py has the same */
    O_VECTOR, O_ERROR, O_ADDRESS, O_BLOCKS_LEFT, O_BLOCKS, O_OOM, O_COW_FAULTS, O_IN_USE, O_MISS_ADDRESS,
    O_MISS_DONE, O_ENGINE_ERROR, O_CODE_FLUSHES, O_TLB_FLUSHES, O_EXHAUSTED, O_INSTRUCTIONS, O_LOGGED, O_LOG_LOST,
    O_RUNS, O_FETCHED, O_COUNT = 32,
};

enum { /* machine/trap.py has the same */
    T_NONE, T_SYSCALL, T_INTERRUPT, T_PAGE_FAULT, T_EXCEPTION, T_FUEL, T_STOP_POINT, T_SYSENTER, T_ENGINE_ERROR,
    T_ALIGNMENT,
};

/* frame flags */
enum {
    FL_TABLE = 1,               /* a page table: snapshots copy it */
    FL_PINNED = 2,              /* the kernel half: never snapshot, never freed */
    FL_EXEC = 4,                /* was mapped executable */
    FL_WRITTEN = 8,             /* was writable without EXEC after it was mapped executable: its code may be stale */
    FL_DATA = 16,               /* has been writable without EXEC at all: an alias may exist */
    FL_LEAF = 32,               /* with FL_TABLE: a table of the last level */
    FL_CODE = 64,               /* an engine has translated code of it since the last flush */
};

/* page-table entry bits */
#define P_PRESENT 1ull
#define P_WRITE 2ull
#define P_USER 4ull
#define P_ACCESSED 0x20ull
#define P_DIRTY 0x40ull
#define SW_COW 0x200ull         /* private, logically writable, write-protected until copied */
#define SW_SHARED 0x400ull      /* belongs to an object: fork and COW leave it alone */
#define SW_NONE 0x800ull        /* PROT_NONE: not present, keeps its frame */
#define SW_WRITE (1ull << 52)   /* logically writable */
#define SW_XALIAS (1ull << 53)  /* logically not executable, but hardware NX is off so that stores to code are seen */
#define P_NX (1ull << 63)
#define P_FRAME 0x000ffffffffff000ull
#define OCCUPIED (P_PRESENT | SW_NONE)
enum { PROT_R = 1, PROT_W = 2, PROT_X = 4 };

struct machine;
struct snapshot;
#define CHECKED_MAX 100000      /* checked instructions in a run: then Python may look whether somebody wants it to stop */
#define UNDO_MAX 128 /* FXSAVE stores 64 times */
#define FLAG_AC (1ull << 18)

typedef struct engine {
    uc_engine *uc;
    struct machine *m;
    uc_context *scratch;        /* a whole context of the engine's own */
    u64 stamp;                  /* of the context that is loaded */
    u64 cr3;
    bool stale_tlb, stale_code;
    u64 since_flush, grow_at;   /* blocks since the TLB was flushed; when it is to be flushed so that it may grow */
    bool precise;
    /* the block counter */
    i64 *fuel;                  /* blocks left: in fuel_home, or where fp_set_fuel_cell() says */
    i64 fuel_home;
    u64 resume_rip;             /* do not count the next block if it starts here */
    u64 last_start, last_end;
    u64 cut_from;               /* no block shorter than this was ever cut by the translator */
    bool wide;                  /* the loaded context executes 64-bit code */
    struct { u64 start; u32 size; bool cut; } *cuts; /* what was_cut() found, by physical address */
    /* why the run stopped */
    int trap;
    u64 vector, error, address;
    u64 flags_rip, flags;       /* RFLAGS before the instruction at flags_rip, whose hook ran last */
    bool flags_kept;            /* they are those of the system call */
    u64 *live;                  /* the general registers as the engine itself has them, while a hook runs */
    void **block_hook;          /* what the hook of a block being translated calls, and with what, inside the engine */
    struct checked_block **checked; /* all that are in use, by their contents */
    u32 checked_count, checked_room;
    u64 *special_range;         /* first and last address of the first engine's instruction hook, inside the engine */
    u64 aimed;                  /* the block that is being translated again, with the hook */
    u64 aimed_last;             /* ... up to here */
    u32 aimed_checks;           /* ... and with so many operands to look at first */
    struct rewriting *rewriting; /* ... and with these bytes */
    bool rewrites;              /* while that is done */
    u64 sites[SITE_BITS / 64];  /* precise runs: addresses that may hold a special instruction, hashed */
    u64 retranslate;            /* an address whose translations are to be dropped before going on */
    /* precise runs */
    u64 insns, stop_after, stop_rip;
    bool logging;
    bool wrote;                 /* the current instruction has stored, when these were RCX and RSP */
    u64 rcx, rsp;
    bool aligning;              /* misaligned accesses are looked for, while AC is set */
    bool misaligned;            /* ... and the current instruction has made one */
    bool fetching;              /* pages that code is fetched from are logged */
    u64 fetched;                /* the last of them */
    struct { u64 pa, old; u32 size; } undo[UNDO_MAX]; /* what its stores replaced */
    int undone;
    u64 *reverse;               /* frame -> an address of it in the space reverse_of, as of tables_changed */
    u64 reverse_of, reverse_when;
} engine;

typedef struct { u64 insn, va; u32 size, write; u64 pa; } log_entry; /* as machine.cpu.ACCESS unpacks it */
typedef struct { u64 rip, value; } log_place; /* of the entry with the same index: which instruction, and what it moved */
typedef struct { u64 insn, page; } log_fetch; /* from this instruction on, code of this page; bit 0: of this one alone, its second page */
#define LOG_MAX (4u << 20)

typedef struct machine {
    u64 out[O_COUNT];
    u8 *ram;
    u64 frames;                 /* physical frames behind ram */
    u64 limit;                  /* frames that may be live at once */
    u32 *live, *snaps;
    u8 *flags;
    u64 *free_clean, *free_tainted; /* bitmaps, 1 = free; tainted: FL_CODE was set when freed */
    u64 hint_clean, hint_tainted;   /* no free bit in a lower word */
    u64 high_water;             /* frames at or above were never used and are still zero */
    u64 tainted_free;
    u64 kernel_pdpt;
    u64 gdt_frame;
    u64 *spaces;                /* live CR3s in order of creation */
    u64 space_count, space_room;
    engine engines[2];
    engine *last;               /* the one that ran last */
    bool writable_code;         /* code was translated that a program may write: each engine sees its own stores alone */
    int cpu_model;
    u64 stamp;
    u64 tables_changed;         /* counts changes of any page table by the kernel */
    log_entry *log;
    u64 log_first; /* the number of its first instruction */
    log_place *places;
    u64 log_room;
    log_fetch *fetches;
    u64 fetch_room;
    struct snapshot **held;     /* by handle - 1 */
    u64 held_room;
    struct machine *next;
    char words[256];
} machine;

/* found out when the first machine is made, the same for all */
static struct {
    size_t header;              /* bytes of uc_context before the CPU state */
    size_t whole;               /* of the CPU state */
    size_t task;                /* of the part a task needs: up to XMM15 */
    size_t old_exception;       /* field offsets in the CPU state */
    size_t xmm0, st0, fpuc, mxcsr;
    size_t skip_sync;           /* of skip_sync_pc_on_exit in uc_struct */
    u8 template_blob[BLOB_MAX];
    bool known;
} layout;
enum { /* offsets in the CPU state, checked at start */
    CPU_RIP = 128, CPU_CC_SRC = 152, CPU_HFLAGS = 176, CPU_SEGS = 184, SEG_SIZE = 24, CPU_GDT_BASE = 184 + 8 * 24 + 8,
};
enum { /* the flags of the software floats for SSE and for the x87 lie so far before MXCSR, checked at start */
    SSE_FLAGS = 6, X87_FLAGS = 38,
};
#define ERROR_CODE_BEFORE 112   /* error_code lies this far before old_exception */

#define KERNEL_BASE 0xffff800000000000ull
#define GDT_OFFSET 0x1000

#include "aligned.h"
#include "x87.h"
#include "sse.h"
#include "rewritten.h"

/* What the hook of a block gets that has operands to look at. Never freed: blocks with the same sums share one. */
typedef struct checked_block { engine *e; block_check check; } checked_block;

/* Where the one with these contents is in a table, or would be. */
static u32 place_of(checked_block **table, u32 room, const block_check *check)
{
    size_t bytes = check->count * sizeof(term);
    u32 hash = 2166136261u;
    for (size_t n = 0; n < bytes; n++)
        hash = (hash ^ ((const u8 *)check->terms)[n]) * 16777619u;
    u32 at = hash % room;
    while (table[at] && (table[at]->check.count != check->count || memcmp(table[at]->check.terms, check->terms, bytes)))
        at = (at + 1) % room;
    return at;
}

static inline u64 *table_of(machine *m, u64 pa) { return (u64 *)(m->ram + pa); }

/* --- frames ------------------------------------------------------------------------------------------------- */

static void request_code_flush(machine *m)
{
    for (int i = 0; i < 2; i++)
        m->engines[i].stale_code = true;
    for (u64 f = 0; f < m->high_water; f++)
        m->flags[f] &= ~FL_CODE;
    if (!m->tainted_free)
        return;
    u64 words = m->frames / 64;
    for (u64 w = 0; w < words && m->tainted_free; w++)
        if (m->free_tainted[w]) {
            m->tainted_free -= __builtin_popcountll(m->free_tainted[w]);
            m->free_clean[w] |= m->free_tainted[w];
            m->free_tainted[w] = 0;
            if (w < m->hint_clean)
                m->hint_clean = w;
        }
    m->hint_tainted = words;
}

static void release(machine *m, u64 f)
{
    u64 w = f / 64, bit = 1ull << (f % 64);
    if (m->flags[f] & FL_CODE) {
        m->free_tainted[w] |= bit;
        if (++m->tainted_free >= TAINTED_MAX)
            request_code_flush(m);
    } else {
        m->free_clean[w] |= bit;
        if (w < m->hint_clean)
            m->hint_clean = w;
    }
    m->flags[f] = 0;
}

static u64 take_lowest(machine *m)
{
    u64 words = m->frames / 64;
    for (u64 w = m->hint_clean; w < words; w++)
        if (m->free_clean[w]) {
            m->hint_clean = w;
            u64 f = w * 64 + __builtin_ctzll(m->free_clean[w]);
            m->free_clean[w] &= m->free_clean[w] - 1;
            return f;
        }
    m->hint_clean = words;
    return 0;
}

/* A frame with undefined contents and one reference; 0 when memory is out. */
static u64 alloc_raw(machine *m, bool zero)
{
    if (unlikely(m->out[O_IN_USE] >= m->limit))
        return 0;
    u64 f = take_lowest(m);
    if (unlikely(!f)) {
        if (m->tainted_free) {
            request_code_flush(m);
            f = take_lowest(m);
        }
        if (!f) {
            m->out[O_EXHAUSTED] = 1;
            return 0;
        }
    }
    m->live[f] = 1;
    m->flags[f] = 0;
    m->out[O_IN_USE]++;
    if (f >= m->high_water)
        m->high_water = f + 1;
    else if (zero)
        memset(m->ram + f * PAGE, 0, PAGE);
    return f;
}

static inline void put_frame(machine *m, u64 f)
{
    if (--m->live[f] == 0) {
        m->out[O_IN_USE]--;
        if (!m->snaps[f])
            release(m, f);
    }
}

EXPORT u64 fp_alloc(machine *m) { return alloc_raw(m, true); }

EXPORT int fp_get(machine *m, u64 f)
{
    if (f == 0 || f >= m->frames || !m->live[f])
        return -1;
    m->live[f]++;
    return 0;
}

EXPORT int fp_put(machine *m, u64 f)
{
    if (f == 0 || f >= m->frames || !m->live[f] || (m->flags[f] & FL_PINNED))
        return -1;
    put_frame(m, f);
    return 0;
}

EXPORT u64 fp_copy_frame(machine *m, u64 f)
{
    if (f == 0 || f >= m->frames)
        return 0;
    u64 n = alloc_raw(m, false);
    if (n)
        memcpy(m->ram + n * PAGE, m->ram + f * PAGE, PAGE);
    return n;
}

/* The kernel is about to write this frame (or has): translated code of it is stale. */
static inline void host_writes(machine *m, u64 f)
{
    if (unlikely(m->flags[f] & FL_CODE))
        request_code_flush(m);
}

/* -1: a snapshot holds the frame, its bytes must not change. */
EXPORT int fp_host_writes(machine *m, u64 f)
{
    if (f == 0 || f >= m->frames || m->snaps[f])
        return -1;
    host_writes(m, f);
    return 0;
}

EXPORT int fp_frame_info(machine *m, u64 f, u64 *out)
{
    if (f == 0 || f >= m->frames)
        return -1;
    out[0] = m->live[f];
    out[1] = m->snaps[f];
    out[2] = m->flags[f];
    return 0;
}

/* --- page tables -------------------------------------------------------------------------------------------- */

static inline void stale(machine *m, u64 cr3)
{
    m->tables_changed++;
    if (m->engines[0].cr3 == cr3)
        m->engines[0].stale_tlb = true;
    if (m->engines[1].cr3 == cr3)
        m->engines[1].stale_tlb = true;
}

/* The page-table entry of va, or NULL; with make, missing tables are made (NULL then means out of memory). */
static u64 *walk(machine *m, u64 cr3, u64 va, bool make)
{
    u64 table = cr3;
    for (int shift = 39; shift > 12; shift -= 9) {
        u64 *entry = table_of(m, table) + ((va >> shift) & 511);
        if (!(*entry & P_PRESENT)) {
            if (!make)
                return NULL;
            u64 f = alloc_raw(m, true);
            if (!f)
                return NULL;
            m->flags[f] |= shift == 21 ? FL_TABLE | FL_LEAF : FL_TABLE;
            *entry = f * PAGE | P_PRESENT | P_WRITE | P_USER | P_ACCESSED;
        }
        table = *entry & P_FRAME;
    }
    return table_of(m, table) + ((va >> 12) & 511);
}

/* First address after va that can have an entry when va's own tables are missing: skips holes of 2M, 1G, 512G. */
static u64 skip_hole(machine *m, u64 cr3, u64 va)
{
    u64 table = cr3;
    for (int shift = 39; shift > 12; shift -= 9) {
        u64 entry = table_of(m, table)[(va >> shift) & 511];
        if (!(entry & P_PRESENT))
            return ((va >> shift) + 1) << shift;
        table = entry & P_FRAME;
    }
    return va;
}

/* Whether a cache line of a table, eight entries, is empty. Tables are mostly holes, and fork and exit go through whole ones. */
static inline bool empty_line(const u64 *entry)
{
    typedef u64 two __attribute__((vector_size(16)));
    const two *line = (const two *)entry;
    two any = line[0] | line[1] | line[2] | line[3];
    return !(any[0] | any[1]);
}

/* the indices of a table's first `count` entries, empty lines left out */
#define EACH_INDEX(table, i, count)                                                          \
    for (u64 i = 0; i < (count); i++)                                                        \
        if (!(i & 7) && empty_line((table) + i))                                             \
            i += 7;                                                                          \
        else

/* for each page-table entry slot of [start, end) that has tables */
#define EACH_ENTRY(m, cr3, start, end, va, pte)                                                             \
    for (u64 va = (start), next_##va, *leaf_##va = NULL; va < (end); va = next_##va)                        \
        for (u64 *pte = leaf_##va = leaf_##va && (va & 0x1FF000) ? leaf_##va + 1 : walk(m, cr3, va, false), \
                 *once_##pte = (u64 *)1;                                                                    \
             once_##pte && (next_##va = pte ? va + PAGE : skip_hole(m, cr3, va), pte); once_##pte = NULL)

/* Hardware W for an entry whose logical bits are set; keeps SW_COW right. */
static u64 arm_write(machine *m, u64 pte, bool cow)
{
    u64 f = (pte & P_FRAME) / PAGE;
    pte &= ~(P_WRITE | SW_COW);
    if (!(pte & SW_WRITE))
        return pte;
    if (pte & SW_SHARED)
        return m->snaps[f] ? pte : pte | P_WRITE;
    if (cow || m->live[f] != 1 || m->snaps[f])
        return pte | SW_COW;
    return pte | P_WRITE;
}

/* Other writable, not executable entries of f, in any space, lose NX: Unicorn notices stores to code only
 * through executable translations. Rare: f must be shared and have been writable. */
static void expose_aliases(machine *m, u64 f)
{
    for (u64 s = 0; s < m->space_count; s++) {
        u64 cr3 = m->spaces[s];
        EACH_ENTRY(m, cr3, 0, 1ull << 47, va, pte) {
            if ((*pte & P_FRAME) / PAGE == f && (*pte & P_PRESENT) && (*pte & SW_WRITE) && (*pte & P_NX)) {
                *pte = (*pte & ~P_NX) | SW_XALIAS;
                stale(m, cr3);
            }
        }
    }
}

/* Keeps the code flags of a frame right when an entry gets its final bits; returns the entry, perhaps changed. */
static u64 note_code(machine *m, u64 pte)
{
    u64 f = (pte & P_FRAME) / PAGE;
    if (!(pte & P_NX) && !(pte & SW_XALIAS)) {
        if ((m->flags[f] & FL_WRITTEN) && (m->flags[f] & FL_CODE))
            request_code_flush(m);
        m->flags[f] &= ~FL_WRITTEN;
        if ((m->flags[f] & FL_DATA) && m->live[f] > 1)
            expose_aliases(m, f);
        m->flags[f] |= FL_EXEC;
    } else if (pte & P_WRITE) {
        m->flags[f] |= FL_DATA;
        if (m->flags[f] & FL_EXEC) {
            if (m->live[f] > 1)
                pte = (pte & ~P_NX) | SW_XALIAS;
            else
                m->flags[f] |= FL_WRITTEN;
        }
    }
    return pte;
}

static u64 make_entry(machine *m, u64 f, int prot, bool cow, bool shared)
{
    u64 pte = f * PAGE;
    if (shared)
        pte |= SW_SHARED;
    if (prot & PROT_W)
        pte |= SW_WRITE;
    if (!(prot & PROT_X))
        pte |= P_NX;
    if (!prot)
        return pte | SW_NONE;
    return note_code(m, arm_write(m, pte | P_PRESENT | P_USER, cow));
}

static bool user_range(u64 start, u64 end) { return start <= end && end <= (1ull << 47); }

EXPORT u64 fp_new_space(machine *m)
{
    u64 f = alloc_raw(m, true);
    if (!f)
        return 0;
    m->flags[f] |= FL_TABLE;
    table_of(m, f * PAGE)[256] = m->kernel_pdpt | P_PRESENT | P_WRITE | P_ACCESSED;
    if (m->space_count == m->space_room) {
        m->space_room = m->space_room ? m->space_room * 2 : 64;
        m->spaces = realloc(m->spaces, m->space_room * sizeof(u64));
    }
    m->spaces[m->space_count++] = f * PAGE;
    return f * PAGE;
}

static void forget_space(machine *m, u64 cr3)
{
    m->tables_changed++;
    for (int i = 0; i < 2; i++)
        if (m->engines[i].cr3 == cr3)
            m->engines[i].cr3 = 0, m->engines[i].stamp = 0;
}

static bool known_space(machine *m, u64 cr3)
{
    u64 f = cr3 / PAGE;
    return f && f < m->frames && m->live[f] && (m->flags[f] & FL_TABLE);
}

/* Number of pages that were there, or -1. */
EXPORT i64 fp_free_space(machine *m, u64 cr3)
{
    u64 at = 0;
    i64 count = 0;
    while (at < m->space_count && m->spaces[at] != cr3)
        at++;
    if (at == m->space_count)
        return -1;
    u64 *l4 = table_of(m, cr3);
    EACH_INDEX(l4, i, 256) {
        if (!(l4[i] & P_PRESENT))
            continue;
        u64 *l3 = table_of(m, l4[i] & P_FRAME);
        EACH_INDEX(l3, j, 512) {
            if (!(l3[j] & P_PRESENT))
                continue;
            u64 *l2 = table_of(m, l3[j] & P_FRAME);
            EACH_INDEX(l2, k, 512) {
                if (!(l2[k] & P_PRESENT))
                    continue;
                u64 *l1 = table_of(m, l2[k] & P_FRAME);
                EACH_INDEX(l1, l, 512)
                    if (l1[l] & OCCUPIED) {
                        put_frame(m, (l1[l] & P_FRAME) / PAGE);
                        count++;
                    }
                put_frame(m, (l2[k] & P_FRAME) / PAGE);
            }
            put_frame(m, (l3[j] & P_FRAME) / PAGE);
        }
        put_frame(m, (l4[i] & P_FRAME) / PAGE);
    }
    put_frame(m, cr3 / PAGE);
    memmove(m->spaces + at, m->spaces + at + 1, (m->space_count - at - 1) * sizeof(u64));
    m->space_count--;
    forget_space(m, cr3);
    return count;
}

/* Takes over the caller's reference. 0, or -1 out of memory (the reference stays the caller's), -2 bad argument. */
EXPORT int fp_map(machine *m, u64 cr3, u64 va, u64 f, int prot, int cow, int shared)
{
    if (f == 0 || f >= m->frames || !m->live[f] || !user_range(va, va + PAGE) || (va & 4095))
        return -2;
    u64 *pte = walk(m, cr3, va, true);
    if (!pte)
        return -1;
    u64 old = *pte;
    m->tables_changed++;
    if (old & OCCUPIED) {
        put_frame(m, (old & P_FRAME) / PAGE);
        stale(m, cr3);
    }
    *pte = make_entry(m, f, prot, cow, shared);
    return 0;
}

/* A zeroed page, in one call. The frame, 0 out of memory. */
EXPORT u64 fp_map_new(machine *m, u64 cr3, u64 va, int prot, int shared)
{
    u64 f = alloc_raw(m, true);
    if (f && fp_map(m, cr3, va, f, prot, 0, shared)) {
        put_frame(m, f);
        return 0;
    }
    return f;
}

/* Fault-around: maps frames[i] (0: leave out) at va + i * PAGE, private and copy-on-write, where nothing is yet. Takes
 * references of its own. How many were mapped; running out of memory ends it early. */
EXPORT i64 fp_map_around(machine *m, u64 cr3, u64 va, const u64 *frames, u64 count, int prot)
{
    i64 mapped = 0;
    if (!user_range(va, va + count * PAGE) || (va & 4095))
        return -2;
    for (u64 i = 0; i < count; i++) {
        u64 f = frames[i];
        if (!f || f >= m->frames || !m->live[f])
            continue;
        u64 *pte = walk(m, cr3, va + i * PAGE, true);
        if (!pte)
            break;
        if (*pte & OCCUPIED)
            continue;
        m->live[f]++;
        *pte = make_entry(m, f, prot, true, false);
        mapped++;
    }
    m->tables_changed++;
    return mapped;
}

/* Number of frames put. */
EXPORT i64 fp_unmap(machine *m, u64 cr3, u64 start, u64 end)
{
    i64 count = 0;
    EACH_ENTRY(m, cr3, start, end, va, pte) {
        if (*pte & OCCUPIED) {
            put_frame(m, (*pte & P_FRAME) / PAGE);
            *pte = 0;
            count++;
        }
    }
    if (count)
        stale(m, cr3);
    return count;
}

EXPORT i64 fp_protect(machine *m, u64 cr3, u64 start, u64 end, int prot)
{
    i64 count = 0;
    EACH_ENTRY(m, cr3, start, end, va, pte) {
        u64 old = *pte;
        if (!(old & OCCUPIED))
            continue;
        u64 fresh = old & (P_FRAME | SW_SHARED | P_ACCESSED | P_DIRTY);
        if (prot & PROT_W)
            fresh |= SW_WRITE;
        if (!(prot & PROT_X))
            fresh |= P_NX;
        if (!prot)
            fresh |= SW_NONE;
        else
            fresh = note_code(m, arm_write(m, fresh | P_PRESENT | P_USER, old & SW_COW));
        *pte = fresh;
        count += fresh != old;
    }
    if (count)
        stale(m, cr3);
    return count;
}

/* mremap: the entries of [old, old+length) move to new. Ranges must not overlap; new must be empty. */
EXPORT i64 fp_move(machine *m, u64 cr3, u64 from, u64 to, u64 length)
{
    i64 count = 0;
    EACH_ENTRY(m, cr3, from, from + length, va, pte) {
        if (!(*pte & OCCUPIED))
            continue;
        u64 *target = walk(m, cr3, to + (va - from), true);
        if (!target)
            return -1;
        if (*target & OCCUPIED)
            put_frame(m, (*target & P_FRAME) / PAGE);
        *target = *pte;
        *pte = 0;
        count++;
    }
    if (count)
        stale(m, cr3);
    return count;
}

/* One leaf table of a fork, which maps 2M from base on. -1 when memory is out. */
static int clone_leaf(machine *m, u64 *from, u64 dst, u64 base)
{
    u64 *to = NULL;
    EACH_INDEX(from, i, 512) {
        u64 old = from[i];
        if (!(old & OCCUPIED))
            continue;
        if (!to && !(to = walk(m, dst, base, true)))
            return -1;
        m->live[(old & P_FRAME) / PAGE]++;
        if ((old & SW_WRITE) && (old & P_PRESENT) && !(old & SW_SHARED))
            from[i] = old = (old & ~P_WRITE) | SW_COW;
        to[i] = old;
    }
    return 0;
}

/* fork: a new space with all pages of src. Private pages become copy-on-write in both, shared ones are shared. Goes by tables, not by
 * addresses: forks are frequent, and address spaces mostly holes. Its CR3; 0 when memory is out. */
EXPORT u64 fp_fork_space(machine *m, u64 src)
{
    u64 dst = fp_new_space(m);
    if (!dst)
        return 0;
    u64 *l4 = table_of(m, src);
    EACH_INDEX(l4, i, 256) {
        if (!(l4[i] & P_PRESENT))
            continue;
        u64 *l3 = table_of(m, l4[i] & P_FRAME);
        EACH_INDEX(l3, j, 512) {
            if (!(l3[j] & P_PRESENT))
                continue;
            u64 *l2 = table_of(m, l3[j] & P_FRAME);
            EACH_INDEX(l2, k, 512) {
                if (!(l2[k] & P_PRESENT))
                    continue;
                if (clone_leaf(m, table_of(m, l2[k] & P_FRAME), dst, i << 39 | j << 30 | k << 21) < 0) {
                    fp_free_space(m, dst);
                    return 0;
                }
            }
        }
    }
    stale(m, src);
    return dst;
}

/* 0 if nothing there, else 1: out = frame, logical protection, raw entry. */
static int logical_prot(u64 pte)
{
    if (!(pte & P_PRESENT))
        return 0;
    return PROT_R | (pte & SW_WRITE ? PROT_W : 0) | (pte & (P_NX | SW_XALIAS) ? 0 : PROT_X);
}

EXPORT int fp_query(machine *m, u64 cr3, u64 va, u64 *out)
{
    u64 *pte = user_range(va, va + 1) ? walk(m, cr3, va, false) : NULL;
    if (!pte || !(*pte & OCCUPIED))
        return 0;
    out[0] = (*pte & P_FRAME) / PAGE;
    out[1] = *pte;
    out[2] = logical_prot(*pte);
    return 1;
}

/* Fills out with (va, entry) pairs of the occupied entries; returns how many there are, even beyond room. */
EXPORT u64 fp_list(machine *m, u64 cr3, u64 start, u64 end, u64 *out, u64 room)
{
    u64 count = 0;
    EACH_ENTRY(m, cr3, start, end, va, pte) {
        if (!(*pte & OCCUPIED))
            continue;
        if (count < room) {
            out[2 * count] = va;
            out[2 * count + 1] = *pte;
        }
        count++;
    }
    return count;
}

/* Clears accessed/dirty bits (mask) of a range; returns how many entries had one. */
EXPORT u64 fp_clear_bits(machine *m, u64 cr3, u64 start, u64 end, u64 mask)
{
    u64 count = 0;
    mask &= P_ACCESSED | P_DIRTY;
    EACH_ENTRY(m, cr3, start, end, va, pte) {
        if ((*pte & OCCUPIED) && (*pte & mask)) {
            *pte &= ~mask;
            count++;
        }
    }
    if (count)
        stale(m, cr3);
    return count;
}

/* The kernel gives va another frame (whose reference it hands over), same rights. */
EXPORT int fp_replace(machine *m, u64 cr3, u64 va, u64 f)
{
    u64 *pte = walk(m, cr3, va, false);
    if (!pte || !(*pte & OCCUPIED) || f == 0 || f >= m->frames || !m->live[f])
        return -2;
    u64 old = *pte;
    u64 fresh = (old & (SW_SHARED | SW_WRITE | SW_NONE | P_PRESENT | P_USER | P_NX)) | f * PAGE;
    if (old & SW_XALIAS)
        fresh |= P_NX;
    put_frame(m, (old & P_FRAME) / PAGE);
    *pte = old & SW_NONE ? fresh : note_code(m, arm_write(m, fresh, old & SW_COW && m->live[f] != 1));
    stale(m, cr3);
    return 0;
}

/* A write to a write-protected entry that the machine can allow by itself.
 * 1 settled, 0 not ours (the kernel's fault), -1 out of memory. */
static int settle_write(machine *m, u64 cr3, u64 *pte)
{
    u64 old = *pte;
    if (!(old & P_PRESENT) || !(old & SW_WRITE))
        return 0;
    if (old & P_WRITE)
        return 1;
    u64 f = (old & P_FRAME) / PAGE;
    if (old & SW_SHARED) {
        if (m->snaps[f])
            return 0;
        *pte = note_code(m, old | P_WRITE);
        return 1;
    }
    if (m->live[f] == 1 && !m->snaps[f]) {
        *pte = note_code(m, (old & ~SW_COW) | P_WRITE);
    } else {
        u64 n = alloc_raw(m, false);
        if (!n)
            return -1;
        memcpy(m->ram + n * PAGE, m->ram + f * PAGE, PAGE);
        put_frame(m, f);
        u64 fresh = (old & ~(P_FRAME | SW_COW | SW_XALIAS)) | n * PAGE | P_WRITE;
        if (old & SW_XALIAS)
            fresh |= P_NX;
        *pte = note_code(m, fresh);
        stale(m, cr3);
    }
    m->out[O_COW_FAULTS]++;
    return 1;
}

EXPORT int fp_resolve_cow(machine *m, u64 cr3, u64 va)
{
    u64 *pte = user_range(va, va + 1) ? walk(m, cr3, va, false) : NULL;
    return pte ? settle_write(m, cr3, pte) : 0;
}

/* --- user memory, for the kernel ------------------------------------------------------------------------------ */

/* Physical address of va for a kernel access of the user's, with the user's rights; NOWHERE if there is a fault. */
static u64 reach(machine *m, u64 cr3, u64 va, bool write, bool force)
{
    u64 *pte = user_range(va, va + 1) ? walk(m, cr3, va, false) : NULL;
    if (!pte)
        return NOWHERE;
    if (unlikely(!(*pte & P_PRESENT)) && !(force && (*pte & SW_NONE)))
        return NOWHERE;
    if (write) {
        if (!(*pte & P_WRITE)) {
            if (force && !(*pte & SW_WRITE)) {
                /* ptrace into a read-only private page: its own copy, still read-only */
                if (*pte & SW_SHARED)
                    return NOWHERE;
                u64 keep = *pte & (SW_WRITE | SW_NONE), f = (*pte & P_FRAME) / PAGE;
                if (m->live[f] != 1 || m->snaps[f]) {
                    u64 n = alloc_raw(m, false);
                    if (!n)
                        return m->out[O_OOM] = 1, NOWHERE;
                    memcpy(m->ram + n * PAGE, m->ram + f * PAGE, PAGE);
                    put_frame(m, f);
                    u64 fresh = (*pte & ~P_FRAME) | n * PAGE;
                    *pte = keep & SW_NONE ? fresh : note_code(m, fresh);
                    stale(m, cr3);
                }
            } else {
                int done = settle_write(m, cr3, pte);
                if (done <= 0) {
                    m->out[O_OOM] = done < 0;
                    return NOWHERE;
                }
            }
        }
        host_writes(m, (*pte & P_FRAME) / PAGE);
        *pte |= P_ACCESSED | P_DIRTY;
    }
    return (*pte & P_FRAME) | (va & 4095);
}

/* Physical address when [va, va+n) lies in one page and is allowed; -1 when it is not allowed, -2 when it crosses. */
EXPORT i64 fp_reach(machine *m, u64 cr3, u64 va, u64 n, int write)
{
    if (unlikely((va & 4095) + n > PAGE))
        return -2;
    m->out[O_OOM] = 0;
    u64 pa = reach(m, cr3, va, write, false);
    if (unlikely(pa == NOWHERE)) {
        m->out[O_MISS_ADDRESS] = va;
        m->out[O_MISS_DONE] = 0;
        return -1;
    }
    return pa;
}

/* Copies n bytes; 0, or -1 with the address missed and the bytes done in out. write: to user memory. */
static int copy_user(machine *m, u64 cr3, u64 va, u8 *host, u64 n, bool write, bool force)
{
    u64 done = 0;
    m->out[O_OOM] = 0;
    while (done < n) {
        u64 part = PAGE - ((va + done) & 4095);
        if (part > n - done)
            part = n - done;
        u64 pa = reach(m, cr3, va + done, write, force);
        if (pa == NOWHERE) {
            m->out[O_MISS_ADDRESS] = va + done;
            m->out[O_MISS_DONE] = done;
            return -1;
        }
        if (write)
            memcpy(m->ram + pa, host + done, part);
        else
            memcpy(host + done, m->ram + pa, part);
        done += part;
    }
    return 0;
}

EXPORT int fp_copy_in(machine *m, u64 cr3, u64 va, u8 *to, u64 n, int force)
{
    return copy_user(m, cr3, va, to, n, false, force);
}

EXPORT int fp_copy_out(machine *m, u64 cr3, u64 va, const u8 *from, u64 n, int force)
{
    return copy_user(m, cr3, va, (u8 *)from, n, true, force);
}

/* Between user memory and a frame, without a detour through Python. to_user: frame -> user. */
EXPORT int fp_copy_frame_user(machine *m, u64 cr3, u64 va, u64 f, u64 offset, u64 n, int to_user)
{
    if (f == 0 || f >= m->frames || offset > PAGE || n > PAGE - offset)
        return -2;
    if (!to_user)
        host_writes(m, f);
    return copy_user(m, cr3, va, m->ram + f * PAGE + offset, n, to_user, false);
}

/* Length of the string at va without its NUL, copied to `to`; -1 missed page, -2 none within max. */
EXPORT i64 fp_read_cstring(machine *m, u64 cr3, u64 va, u8 *to, u64 max)
{
    u64 done = 0;
    while (done < max) {
        u64 pa = reach(m, cr3, va + done, false, false);
        if (pa == NOWHERE) {
            m->out[O_OOM] = 0;
            m->out[O_MISS_ADDRESS] = va + done;
            m->out[O_MISS_DONE] = done;
            return -1;
        }
        u64 part = PAGE - ((va + done) & 4095);
        if (part > max - done)
            part = max - done;
        u8 *nul = memchr(m->ram + pa, 0, part);
        u64 take = nul ? (u64)(nul - (m->ram + pa)) : part;
        memcpy(to + done, m->ram + pa, take);
        done += take;
        if (nul)
            return done;
    }
    return -2;
}

/* The futex operations' read-modify-write of an aligned u32. 1 exchanged, 0 found another value (in *seen), -1 miss. */
EXPORT int fp_cmpxchg32(machine *m, u64 cr3, u64 va, u32 expected, u32 value, u32 *seen)
{
    m->out[O_OOM] = 0;
    u64 pa = va & 3 ? NOWHERE : reach(m, cr3, va, true, false);
    if (pa == NOWHERE) {
        m->out[O_MISS_ADDRESS] = va;
        m->out[O_MISS_DONE] = 0;
        return -1;
    }
    u32 *word = (u32 *)(m->ram + pa);
    *seen = *word;
    if (*word != expected)
        return 0;
    *word = value;
    return 1;
}

/* --- contexts ------------------------------------------------------------------------------------------------- */

static inline u8 *cpu_state(uc_context *c) { return (u8 *)c + layout.header; }

/* The engine saves into and restores from memory laid out as its own uc_context, cut to `size` bytes of state. */
static void save_state(engine *e, u8 *to, size_t size)
{
    *(size_t *)e->scratch = size;
    uc.context_save(e->uc, e->scratch);
    memcpy(to, cpu_state(e->scratch), size);
}

static void load_state(engine *e, const u8 *from, size_t size)
{
    memcpy(cpu_state(e->scratch), from, size);
    *(size_t *)e->scratch = size;
    uc.context_restore(e->uc, e->scratch);
}

static void mend_exception(engine *e)
{
    /* Unicorn leaves old_exception set, so that the next fault would be reported as a double fault. */
    *(size_t *)e->scratch = layout.whole;
    uc.context_save(e->uc, e->scratch);
    u8 *state = cpu_state(e->scratch);
    memcpy(&e->error, state + layout.old_exception - ERROR_CODE_BEFORE, 4);
    e->error &= 0xffffffff;
    i64 *old = (i64 *)(state + layout.old_exception);
    if (*(int *)old != -1) {
        *(int *)old = -1;
        uc.context_restore(e->uc, e->scratch);
    }
}

static bool software_interrupt(engine *e) /* valid after mend_exception */
{
    return *(int *)(cpu_state(e->scratch) + layout.old_exception - ERROR_CODE_BEFORE + 4) != 0;
}

static void set_segment(u8 *blob, int seg, u16 selector, u64 descriptor, u64 base)
{
    u8 *s = blob + CPU_SEGS + seg * SEG_SIZE;
    u32 limit = (descriptor & 0xffff) | ((descriptor >> 32) & 0xf0000);
    if (descriptor & (1ull << 55))
        limit = limit << 12 | 0xfff;
    u32 select32 = selector, flags = (u32)(descriptor >> 32) & 0x00f0ff00;
    memcpy(s, &select32, 4);
    memcpy(s + 8, &base, 8);
    memcpy(s + 16, &limit, 4);
    memcpy(s + 20, &flags, 4);
}

/* The segment caches and the mode bits that follow from the selectors in context.regs. */
static void load_segments(machine *m, context *c)
{
    static const int register_of[6] = {R_ES, R_CS, R_SS, R_DS, R_FS, R_GS};
    u64 *gdt = table_of(m, m->gdt_frame * PAGE);
    bool changed = false;
    for (int i = 0; i < 6; i++) {
        u32 held;
        memcpy(&held, c->blob + CPU_SEGS + i * SEG_SIZE, 4);
        u16 selector = c->regs[register_of[i]];
        if (likely(held == selector))
            continue;
        changed = true;
        u64 descriptor = (selector & ~7) && (selector & 4) == 0 && (selector >> 3) < 32 ? gdt[selector >> 3] : 0;
        u64 base = ((descriptor >> 16) & 0xffffff) | ((descriptor >> 32) & 0xff000000);
        if (i >= 4)
            c->regs[i == 4 ? R_FS_BASE : R_GS_BASE] = base;
        set_segment(c->blob, i, selector, descriptor, base);
    }
    if (!changed)
        return;
    u32 hflags, cs_flags, ss_flags;
    memcpy(&hflags, c->blob + CPU_HFLAGS, 4);
    memcpy(&cs_flags, c->blob + CPU_SEGS + 1 * SEG_SIZE + 20, 4);
    memcpy(&ss_flags, c->blob + CPU_SEGS + 2 * SEG_SIZE + 20, 4);
    hflags &= ~(1u << 4 | 1u << 5 | 1u << 6 | 1u << 15);
    if (cs_flags & 1u << 21) { /* L: 64-bit code */
        hflags |= 1u << 4 | 1u << 5 | 1u << 15;
    } else {
        u64 ds, es, ss;
        memcpy(&es, c->blob + CPU_SEGS + 0 * SEG_SIZE + 8, 8);
        memcpy(&ss, c->blob + CPU_SEGS + 2 * SEG_SIZE + 8, 8);
        memcpy(&ds, c->blob + CPU_SEGS + 3 * SEG_SIZE + 8, 8);
        hflags |= (cs_flags >> 22 & 1) << 4 | (ss_flags >> 22 & 1) << 5;
        if (!(cs_flags & 1u << 22) || ds || es || ss)
            hflags |= 1u << 6;
    }
    memcpy(c->blob + CPU_HFLAGS, &hflags, 4);
    c->stamp = 0;
}

#define USER_FLAGS 0x244dd5ull /* CF PF AF ZF SF TF DF OF NT AC ID */

static void settle_engine(engine *e, context *c)
{
    machine *m = e->m;
    if (unlikely(!c->blob_valid)) {
        memcpy(c->blob, layout.template_blob, layout.task);
        c->blob_valid = 1;
        c->stamp = 0;
    }
    u64 *gdt = table_of(m, m->gdt_frame * PAGE);
    if (unlikely(gdt[12] != c->regs[R_TLS0] || gdt[13] != c->regs[R_TLS1] || gdt[14] != c->regs[R_TLS2]))
        memcpy(gdt + 12, c->regs + R_TLS0, 24);
    gdt[15] = PROCESSOR_DESCRIPTOR | c->regs[R_PROCESSOR];
    load_segments(m, c);
    memcpy(c->blob, c->regs, 17 * 8);
    if (e->stamp != c->stamp || !c->stamp) {
        memcpy(c->blob + CPU_SEGS + 10 * SEG_SIZE + 3 * 8, &c->space, 8); /* cr[3] */
        load_state(e, c->blob, layout.task);
        e->stamp = 0;
    } else {
        load_state(e, c->blob, 17 * 8);
    }
    if (e->cr3 != c->space) {
        if (e->stamp)
            uc.reg_write(e->uc, REG_CR3, &c->space);
        e->cr3 = c->space;
        e->stale_tlb = true;
    }
    if (unlikely(e->stale_code)) {
        uc.ctl(e->uc, CTL_TB_FLUSH);
        m->out[O_CODE_FLUSHES]++;
        e->stale_code = false;
        e->stale_tlb = true;
    }
    if (e->stale_tlb) {
        uc.ctl(e->uc, CTL_TLB_FLUSH);
        m->out[O_TLB_FLUSHES]++;
        e->stale_tlb = false;
        e->since_flush = 0;
        e->grow_at = GROW_FIRST;
    } else if (unlikely(e->since_flush >= e->grow_at)) {
        /* The engine's TLB has 256 entries and doubles, when most are in use, only at a flush; a miss costs 100 ns. A program
         * that goes on and on without a flush is helped by some: the pages it uses then fit. */
        uc.ctl(e->uc, CTL_TLB_FLUSH);
        if (e->grow_at < GROW_LAST)
            e->grow_at *= 2;
    }
    u64 flags = (c->regs[R_RFLAGS] & USER_FLAGS) | 0x202;
    uc.reg_write(e->uc, REG_RFLAGS, &flags);
    uc.reg_write(e->uc, REG_FS_BASE, &c->regs[R_FS_BASE]);
    uc.reg_write(e->uc, REG_GS_BASE, &c->regs[R_GS_BASE]);
}

static void store_context(engine *e, context *c)
{
    static const int register_of[6] = {R_ES, R_CS, R_SS, R_DS, R_FS, R_GS};
    save_state(e, c->blob, layout.task);
    memcpy(c->regs, c->blob, 17 * 8);
    uc.reg_read(e->uc, REG_RFLAGS, &c->regs[R_RFLAGS]);
    for (int i = 0; i < 6; i++) {
        u32 selector;
        memcpy(&selector, c->blob + CPU_SEGS + i * SEG_SIZE, 4);
        c->regs[register_of[i]] = selector;
    }
    memcpy(&c->regs[R_FS_BASE], c->blob + CPU_SEGS + 4 * SEG_SIZE + 8, 8);
    memcpy(&c->regs[R_GS_BASE], c->blob + CPU_SEGS + 5 * SEG_SIZE + 8, 8);
    c->stamp = e->stamp = ++e->m->stamp;
}

/* --- hooks: called by the engine while it runs ---------------------------------------------------------------- */

/* Before it calls a memory hook Unicorn works out the instruction pointer, and by the way puts cc_op back to where
 * it was before the instruction's hook: the flags are lost. It does not when this switch of its own is on. But when
 * a run is stopped that is right. */
static inline void keep_flags(engine *e, bool on)
{
    if (e->precise)
        ((u8 *)e->uc)[layout.skip_sync] = on;
}

static void stop(engine *e, int trap)
{
    keep_flags(e, false);
    e->trap = trap;
    uc.emu_stop(e->uc);
}

static bool floats_by_host; /* floating point is what x87.h and sse.h make of it; of the x87's status word, too */

/* The length of the instruction at p (of at most `room` bytes), 0 if it is none; only what the translator would
 * take, without AVX. ends: it ends a block by its nature. special: see on_translation(). */
enum { PLAIN, FRAGILE, PORT, FLOATS, LOOP, POPF, UNDEFINED, PROBE };

/* Whether the instruction, with an operand in memory, takes the prefix LOCK. */
static bool may_be_locked(bool two, u8 op, u8 reg)
{
    if (two)
        return op == 0xab || op == 0xb3 || op == 0xbb || (op == 0xba && reg >= 5) || op == 0xb0 || op == 0xb1 || op == 0xc0 ||
               op == 0xc1 || (op == 0xc7 && reg == 1);
    return (op < 0x38 && (op & 7) < 2) || (op >= 0x80 && op <= 0x83 && reg != 7) || op == 0x86 || op == 0x87 ||
           ((op & 0xfe) == 0xfe && reg < 2) || ((op & 0xfe) == 0xf6 && (reg == 2 || reg == 3));
}

static int instruction_length(const u8 *p, int room, bool wide, bool *ends, int *special)
{
    int at = 0, immediate = 0;
    bool rep = false, small = false, address_size = false, rex_w = false, modrm = false, two = false, lock = false, locks = false;
    *ends = false;
    *special = PLAIN;
#define NEXT (at < room ? p[at++] : 0)
    u8 op;
    for (;;) {
        op = NEXT;
        bool rex = wide && (op & 0xf0) == 0x40;
        if (op == 0x66)
            small = true;
        else if (op == 0x67)
            address_size = true;
        else if (op == 0xf2 || op == 0xf3)
            rep = true;
        else if (op == 0xf0)
            lock = true;
        else if (!rex && op != 0x2e && op != 0x36 && op != 0x3e && op != 0x26 && op != 0x64 && op != 0x65)
            break;
        rex_w = rex && (op & 8); /* only just before the opcode */
        if (at >= 15)
            return 0;
    }
    int z = small && !rex_w ? 2 : 4;
    if (op == 0x0f) {
        two = true;
        op = NEXT;
        if (op == 0x38) {
            (void)NEXT;
            modrm = true;
        } else if (op == 0x3a) {
            (void)NEXT;
            modrm = true;
            immediate = 1;
        } else if ((op & 0xf0) == 0x80) {
            immediate = z;
            *ends = true;
        } else if (op == 0x05 || op == 0x07 || op == 0x0b || op == 0x34 || op == 0x35 || op == 0xaa) {
            *ends = true;
        } else if (op == 0x06 || op == 0x08 || op == 0x09 || op == 0x0e || op == 0x30 || op == 0x31 || op == 0x32 ||
                   op == 0x33 || op == 0x37 || op == 0x77 || op == 0xa0 || op == 0xa1 || op == 0xa2 || op == 0xa8 ||
                   op == 0xa9 || (op >= 0xc8 && op <= 0xcf)) {
            ;
        } else {
            modrm = true;
            if ((op >= 0x70 && op <= 0x73) || op == 0xa4 || op == 0xac || op == 0xba || op == 0xc2 ||
                (op >= 0xc4 && op <= 0xc6) || op == 0x0f)
                immediate = 1;
            *ends = op == 0xb2 || op == 0xb9 || op == 0xff;
        }
    } else if (op < 0x40) {
        int low = op & 7;
        modrm = low < 4;
        immediate = low == 4 ? 1 : low == 5 ? z : 0;
        *ends = op == 0x17 || (!wide && (op == 0x07 || op == 0x1f));
    } else {
        switch (op) {
        case 0x60: *special = wide ? PLAIN : PROBE; break;
        case 0x68: case 0xa9: immediate = z; break;
        case 0x69: case 0x81: case 0xc7: modrm = true; immediate = z; break;
        case 0x6a: case 0xa8: case 0xd4: case 0xd5: case 0xe4: case 0xe5: case 0xe6: case 0xe7: immediate = 1; break;
        case 0x6b: case 0x80: case 0x82: case 0x83: case 0xc0: case 0xc1: case 0xc6: modrm = true; immediate = 1; break;
        case 0x62: case 0x63: case 0xc4: case 0xc5: case 0xfe: modrm = true; break;
        case 0x9a: case 0xea: immediate = z + 2; *ends = true; break;
        case 0x9d: *special = POPF; *ends = true; break;
        case 0xa0: case 0xa1: case 0xa2: case 0xa3:
            immediate = wide ? (address_size ? 4 : 8) : (address_size ? 2 : 4); break;
        case 0x6c: case 0x6d: case 0x6e: case 0x6f: case 0xa4: case 0xa5: case 0xa6: case 0xa7:
        case 0xaa: case 0xab: case 0xac: case 0xad: case 0xae: case 0xaf: *ends = rep; break;
        case 0xc2: case 0xca: immediate = 2; *ends = true; break;
        case 0xc8: *special = PROBE; immediate = 3; break;
        case 0xc3: case 0xcb: case 0xcc: case 0xce: case 0xcf: case 0xf1: case 0xf4: *ends = true; break;
        case 0xe0: case 0xe1: *special = LOOP; immediate = 1; *ends = true; break;
        case 0xcd: case 0xeb: case 0xe2: case 0xe3: immediate = 1; *ends = true; break;
        case 0xe8: case 0xe9: immediate = wide ? 4 : z; *ends = true; break;
        default:
            if (op >= 0x70 && op <= 0x7f) {
                immediate = 1;
                *ends = true;
            } else if (op >= 0xb0 && op <= 0xb7) {
                immediate = 1;
            } else if (op >= 0xb8 && op <= 0xbf) {
                immediate = rex_w ? 8 : z;
            } else {
                modrm = (op >= 0x84 && op <= 0x8f) || (op >= 0xd0 && op <= 0xd3) || (op >= 0xd8 && op <= 0xdf) ||
                        op == 0xf6 || op == 0xf7 || op == 0xff;
            }
        }
    }
    /* VEX and SSE4A, which CPUID does not announce, and which the engine takes for something else */
    if (two ? (op & 0xfe) == 0x78 : (op & 0xfe) == 0xc4 && (wide || (at < room && p[at] >= 0xc0)))
        return *special = UNDEFINED, at;
    if (modrm) {
        u8 byte = NEXT, mod = byte >> 6, reg = byte >> 3 & 7, rm = byte & 7;
        if (!two && op == 0xf6 && reg < 2)
            immediate = 1;
        if (!two && op == 0xf7 && reg < 2)
            immediate = z;
        if (!two && ((op == 0xff && reg >= 2 && reg <= 5) || (op == 0x8e && (reg == 2 || !wide))))
            *ends = true;
        if (two ? (mod != 3 ? (op >= 0x71 && op <= 0x73) || op == 0x50 || op == 0xd7 || op == 0xc5 || op == 0xf7 ||
                                  (op == 0xc3 && (rep || small)) || (op == 0xd6 && rep)
                            : op == 0x13 || op == 0x17 || (small && !rep && (op == 0x12 || op == 0x16)))
                : ((op == 0x8f || (op & 0xfe) == 0xc6) && reg) || (op == 0xfe && reg > 1) || (op == 0xff && reg == 7))
            return *special = UNDEFINED, at; /* what the engine takes all the same */
        if (two && op == 0xba && reg < 4)
            return *special = UNDEFINED, at;
        if (mod == 3 && !two && ((op == 0xdb && reg == 4) || (op == 0xdf && byte == 0xe0)) && !floats_by_host)
            *special = FLOATS; /* FNCLEX, FNINIT; FNSTSW %ax */
        locks = mod != 3 && may_be_locked(two, op, reg);
        if (mod != 3) {
            if (two ? (op & 0xf0) == 0x90
                    : ((op & 0xfc) == 0xd0 || (op & 0xfe) == 0xc0) && (reg == 2 || reg == 3))
                *special = FRAGILE;
            if (two && op == 0xae && (reg == 7 || (reg == 6 && small)))
                *special = PROBE;
            if (two ? op == 0xae && reg < 4 : (op == 0xd9 && reg >= 4 && reg != 7) || (op == 0xdd && (reg & 4) && reg != 5))
                *special = FLOATS;
            if (!wide && address_size) {
                at += mod == 0 ? (rm == 6 ? 2 : 0) : mod;
            } else {
                u8 base = rm;
                if (rm == 4)
                    base = NEXT & 7;
                at += mod == 1 ? 1 : mod == 2 || (mod == 0 && base == 5) ? 4 : 0;
            }
        }
    }
#undef NEXT
    if (!two && ((op & 0xfc) == 0xe4 || (op & 0xfc) == 0xec || (op & 0xfc) == 0x6c))
        *special = PORT;
    if (lock && !locks)
        *special = UNDEFINED;
    at += immediate;
    return at > 15 || at > room ? 0 : at;
}

/* The bytes of a block, NULL if they cannot be read; valid until the next call. */
static const u8 *fetch_code(engine *e, u64 start, u64 size)
{
    static u8 code[2 * PAGE + 16];
    if (size > 2 * PAGE)
        return NULL;
    for (u64 at = 0; at < size;) { /* not copy_user(): that reports misses */
        u64 pa = reach(e->m, e->cr3, start + at, false, true), part = PAGE - ((start + at) & 4095);
        if (pa == NOWHERE)
            return NULL;
        if (part > size - at)
            part = size - at;
        memcpy(code + at, e->m->ram + pa, part);
        at += part;
    }
    return code;
}

static u64 cut_slot(u64 pa) { return (pa >> 1 ^ pa >> 11) % CUT_SLOTS; }

/* Whether the block that ended at last_end was cut only because it had grown too long to translate (512
 * instructions, a page, or the translator's buffer): then what follows belongs to it. */
static bool was_cut(engine *e)
{
    u64 start = e->last_start, size = e->last_end - start;
    if (size < e->cut_from || size > 2 * PAGE)
        return false;
    u64 origin = reach(e->m, e->cr3, start, false, true), slot = cut_slot(origin);
    if (origin == NOWHERE)
        return false;
    if (e->cuts[slot].start == origin && e->cuts[slot].size == size)
        return e->cuts[slot].cut;
    bool ends = false, cut = false;
    int special;
    const u8 *code = fetch_code(e, start, size);
    if (!code)
        return false;
    for (u64 at = 0; at < size;) {
        int length = instruction_length(code + at, (int)(size - at), e->wide, &ends, &special);
        if (!length)
            break;
        at += length;
        if (at == size)
            cut = !ends;
    }
    e->cuts[slot].start = origin;
    e->cuts[slot].size = size;
    e->cuts[slot].cut = cut;
    return cut;
}

/* An instruction that faulted will be executed again: it and what it touched do not count yet. */
static void undo_instruction(engine *e)
{
    machine *m = e->m;
    if (!e->precise || !e->insns)
        return;
    e->insns--;
    while (m->out[O_LOGGED] && m->log[m->out[O_LOGGED] - 1].insn == e->insns)
        m->out[O_LOGGED]--;
}

/* Before each block. A block is counted once: not again when it goes on after a fault, nor for its second half
 * when the translator had to cut it; so the count does not depend on faults, snapshots or the engine. */
static __attribute__((noinline)) void on_unusual_block(engine *e, u64 address, u32 size)
{
    keep_flags(e, true);
    if (e->resume_rip == address) {
        e->resume_rip = NOWHERE;
    } else if (e->last_end == address && was_cut(e)) {
        ; /* its second half */
    } else if (*e->fuel == 0) {
        e->last_end = NOWHERE;
        stop(e, T_FUEL);
        return;
    } else {
        --*e->fuel;
        e->resume_rip = NOWHERE;
    }
    e->last_start = address;
    e->last_end = address + size;
}

/* A third of the time of all user code goes into its blocks' beginnings: so what is rare is a function of its own, and this one
 * needs no stack. */
static void on_block(uc_engine *u, u64 address, u32 size, void *data)
{
    engine *e = data;
    i64 left = *e->fuel;
    (void)u;
    if (unlikely(e->precise || e->resume_rip == address || left == 0 ||
                 (e->last_end == address && address - e->last_start >= e->cut_from))) {
        on_unusual_block(e, address, size);
        return;
    }
    *e->fuel = left - 1;
    e->resume_rip = NOWHERE;
    e->last_start = address;
    e->last_end = address + size;
}

/* Before each block that has operands to be on multiples of 16: stops in front of it when one will not be, unless an instruction
 * before it faults. run_checked() finds out. */
static void on_checked_block(uc_engine *u, u64 address, u32 size, void *data)
{
    const checked_block *block = data;
    engine *e = block->e;
    const u64 *regs = e->live;
    u64 odd = 0;
    on_block(u, address, size, e);
    for (const term *t = block->check.terms, *end = t + block->check.count; t < end; t++)
        odd |= (regs[t->base] & t->base_mask) + ((regs[t->index] & t->index_mask) << t->shift) + t->plus;
    if (unlikely(odd & 15 && !e->trap)) {
        e->resume_rip = address; /* it was counted */
        stop(e, T_ALIGNMENT);
    }
}

static bool canonical(u64 address) { return (u64)((i64)address >> 47) + 1 < 2; }

/* A branch to where no address is has no effect and is what faults; the engine is at its target already. */
static u64 back_before_branch(engine *e, u64 target)
{
    u64 size = e->last_end - e->last_start, *regs = (u64 *)cpu_state(e->scratch), branch = NOWHERE;
    const u8 *code = e->last_end == NOWHERE ? NULL : fetch_code(e, e->last_start, size);
    bool ends;
    int special, length = 0;
    for (u64 at = 0; code && at < size; at += length) {
        length = instruction_length(code + at, (int)(size - at), true, &ends, &special);
        if (!length)
            return target;
        branch = at;
    }
    if (branch == NOWHERE)
        return target;
    instruction i;
    parse(code + branch, true, &i);
    if (i.op == 0xff && (i.reg & 7) == 2)
        regs[R_RSP] += 8;
    else if (i.op == 0xc3)
        regs[R_RSP] -= 8;
    else if (i.op == 0xc2)
        regs[R_RSP] -= 8 + (i64)(int16_t)(i.immediate[0] | i.immediate[1] << 8); /* the engine takes it for signed */
    else if (i.op != 0xff || (i.reg & 7) != 4)
        return target;
    regs[R_RIP] = e->last_start + branch;
    uc.context_restore(e->uc, e->scratch);
    return regs[R_RIP];
}

static void on_interrupt(uc_engine *u, u32 number, void *data)
{
    engine *e = data;
    machine *m = e->m;
    u64 rip, cr2 = 0;
    if (e->trap) { /* a single step behind SYSCALL: the processor masks it there */
        u64 error = e->error;
        mend_exception(e);
        e->error = error;
        return;
    }
    if (unlikely(!layout.known)) { /* the fault by which start_engine finds out where things are */
        uc.reg_read(u, REG_CR2, &e->address);
        stop(e, T_PAGE_FAULT);
        return;
    }
    mend_exception(e);
    memcpy(&rip, cpu_state(e->scratch) + CPU_RIP, 8);
    if (software_interrupt(e)) {
        if (number == 3 || number == 4) {
            e->vector = number;
            e->error = 0;
            stop(e, T_EXCEPTION);
        } else if (number == 0x80) {
            e->vector = number;
            stop(e, T_INTERRUPT);
        } else { /* the gate is not the user's: #GP with the gate's number, at the instruction */
            e->vector = 13;
            e->error = number << 3 | 2;
            rip -= 2;
            memcpy(cpu_state(e->scratch) + CPU_RIP, &rip, 8);
            uc.context_restore(e->uc, e->scratch);
            stop(e, T_EXCEPTION);
        }
        return;
    }
    bool fetch = number == 14 && (e->error & 16);
    if (unlikely(number == 13 && e->wide && !canonical(rip)))
        rip = back_before_branch(e, rip);
    if (e->flags_rip == rip && number != 1 && !fetch)
        uc.reg_write(u, REG_RFLAGS, &e->flags);
    if (number == 14) {
        uc.reg_read(u, REG_CR2, &cr2);
        if (!fetch || (e->last_end == rip && was_cut(e)))
            e->resume_rip = rip;
        if ((e->error & 7) == 7) {
            bool was_stale = e->stale_tlb;
            u64 *pte = user_range(cr2, cr2 + 1) ? walk(m, e->cr3, cr2, false) : NULL;
            int done = pte ? settle_write(m, e->cr3, pte) : 0;
            if (done > 0) {
                if (!(*pte & P_NX))
                    uc.ctl(u, CTL_TLB_FLUSH); /* code may be cached under the old frame */
                e->stale_tlb = was_stale; /* the store is tried again and renews its TLB entry itself */
                if (e->reverse)
                    e->reverse[(*pte & P_FRAME) / PAGE] = cr2 & ~4095ull;
                undo_instruction(e);
                if (e->stale_code) {
                    stop(e, T_NONE); /* flushed outside of the run, which then goes on */
                    e->trap = -1;
                }
                return;
            }
            m->out[O_OOM] = done < 0;
        }
        if (!fetch)
            undo_instruction(e);
        e->vector = 14;
        e->address = cr2;
        stop(e, T_PAGE_FAULT);
        return;
    }
    if (number != 1) {
        e->resume_rip = rip;
        undo_instruction(e);
    }
    e->vector = number;
    stop(e, T_EXCEPTION);
}

/* The exception flags that a software float has raised, as MXCSR and the x87's status word have them. */
static u32 raised_flags(u8 seen) { return seen & 0x3f; }

/* Unicorn never sets the exception flags of MXCSR, and of the x87's only that of a division by zero, but its software
 * floats keep them, and so do x87.h and sse.h in their place: what is new goes to where it belongs. */
static void merge_flags(u8 *state)
{
    u8 *sse = state + layout.mxcsr - SSE_FLAGS, *x87 = state + layout.mxcsr - X87_FLAGS;
    u32 mxcsr;
    u16 status, control;
    memcpy(&control, state + layout.fpuc, 2);
    control = (control & 0x1f3f) | 0x40; /* the bits that there are */
    memcpy(state + layout.fpuc, &control, 2);
    if (*sse) {
        memcpy(&mxcsr, state + layout.mxcsr, 4);
        mxcsr |= raised_flags(*sse);
        memcpy(state + layout.mxcsr, &mxcsr, 4);
        *sse = 0;
    }
    if (*x87) {
        memcpy(&status, state + layout.fpuc - 2, 2);
        status |= raised_flags(*x87);
        memcpy(state + layout.fpuc - 2, &status, 2);
        *x87 = 0;
    }
}

/* Whether floating-point exceptions are let through: then each instruction is looked at (run_checked). */
static bool unmasked(u32 mxcsr, u16 control) { return (mxcsr & 0x1f80) != 0x1f80 || (control & 0x3f) != 0x3f; }

static bool floats_unmasked(const u8 *state)
{
    u32 mxcsr;
    u16 control;
    memcpy(&mxcsr, state + layout.mxcsr, 4);
    memcpy(&control, state + layout.fpuc, 2);
    return unmasked(mxcsr, control);
}

static int after_prefixes(const u8 *code, bool wide, int *rex, int *segment, bool *half)
{
    int at = 0;
    for (;; at++) {
        u8 byte = code[at];
        if (wide && (byte & 0xf0) == 0x40)
            *rex = byte;
        else if (byte == 0x64 || byte == 0x65)
            *segment = byte == 0x64 ? REG_FS_BASE : REG_GS_BASE;
        else if (byte == 0x67)
            *half = true;
        else if (at == 14 || (byte != 0x66 && (byte & 0xe7) != 0x26 && (byte & 0xfe) != 0xf2))
            return at;
    }
}

/* The same with the prefix 67 in 32-bit code: `displacement` is behind ModRM. */
static u64 address_of_16_bits(engine *e, const u8 *displacement, u8 mod, u8 rm, int segment)
{
    static const int bases[8] = {REG_RBX, REG_RBX, REG_RBP, REG_RBP, REG_RSI, REG_RDI, REG_RBP, REG_RBX};
    u64 address = 0, value;
    if (mod || rm != 6)
        uc.reg_read(e->uc, bases[rm], &address);
    if (rm < 4) {
        uc.reg_read(e->uc, rm & 1 ? REG_RDI : REG_RSI, &value);
        address += value;
    }
    if (mod == 1)
        address += (int8_t)*displacement;
    else if (mod == 2 || rm == 6)
        address += displacement[0] | displacement[1] << 8;
    address &= 0xffff;
    if (segment) {
        uc.reg_read(e->uc, segment, &value);
        address += value;
    }
    return address & 0xffffffff;
}

/* The linear address of an instruction's memory operand. *modrm: where its ModRM byte is. */
static u64 operand_address(engine *e, u64 rip, const u8 *code, int size, int *modrm)
{
    static const int names[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8, REG_R8 + 1, REG_R8 + 2, REG_R8 + 3, REG_R8 + 4, REG_R8 + 5, REG_R8 + 6, REG_R8 + 7};
    int rex = 0, segment = 0;
    bool half = false;
    int at = after_prefixes(code, e->wide, &rex, &segment, &half);
    at += code[at] == 0x0f ? 2 : 1;
    *modrm = at;
    u8 byte = code[at++], mod = byte >> 6, rm = byte & 7;
    u64 address = 0, value;
    if (half && !e->wide)
        return address_of_16_bits(e, code + at, mod, rm, segment);
    int base = rm | (rex & 1) << 3;
    if (rm == 4) {
        u8 sib = code[at++];
        int index = (sib >> 3 & 7) | (rex & 2) << 2;
        base = (sib & 7) | (rex & 1) << 3;
        if (index != 4) {
            uc.reg_read(e->uc, names[index], &value);
            address = value << (sib >> 6);
        }
    }
    int32_t displacement = 0;
    if (mod == 1)
        displacement = (int8_t)code[at++];
    else if (mod == 2 || (mod == 0 && (base & 7) == 5))
        memcpy(&displacement, code + at, 4);
    if (mod == 0 && rm == 5 && e->wide)
        address += rip + size;
    else if (!(mod == 0 && (base & 7) == 5)) {
        uc.reg_read(e->uc, names[base], &value);
        address += value;
    }
    address += displacement;
    if (half)
        address &= 0xffffffff;
    if (segment) {
        uc.reg_read(e->uc, segment, &value);
        address += value;
    }
    return e->wide ? address : address & 0xffffffff;
}

/* Whether the instruction (LDMXCSR, FXRSTOR, FLDCW, FLDENV, FRSTOR; others are not) is about to let an exception through. */
static bool unmasks(engine *e, u64 rip, const u8 *code, int size)
{
    int at;
    u64 from = operand_address(e, rip, code, size, &at);
    u8 reg = code[at] >> 3 & 7, op = code[at - 1], image[28];
    if (code[at] >> 6 == 3 || !(op == 0xae ? reg == 1 || reg == 2 : op == 0xd9 ? reg == 4 || reg == 5 : reg == 4))
        return false;
    for (int i = 0; i < (int)sizeof image; i++) { /* a miss among the bytes that are needed is the instruction's own */
        u64 pa = from == NOWHERE ? NOWHERE : reach(e->m, e->cr3, from + i, false, true);
        image[i] = pa == NOWHERE ? 0xff : e->m->ram[pa];
    }
    u32 mxcsr;
    u16 control;
    memcpy(&control, image, 2);
    memcpy(&mxcsr, image + (op == 0xae && reg == 1 ? 24 : 0), 4);
    return op == 0xae && reg == 2 ? unmasked(mxcsr, 0x3f) : unmasked(op == 0xae ? mxcsr : 0x1f80, control);
}

/* Whether it is LDMXCSR or FXRSTOR and a bit of MXCSR would be set that there is none of. */
static bool loads_reserved_bits(engine *e, u64 rip, const u8 *code, int size)
{
    int at;
    u64 from = operand_address(e, rip, code, size, &at);
    u8 reg = code[at] >> 3 & 7;
    if (code[at - 1] != 0xae || code[at] >> 6 == 3 || (reg != 1 && reg != 2))
        return false;
    from += reg == 1 ? 26 : 2; /* the upper half: no bit of it is one */
    u64 pa = reach(e->m, e->cr3, from, false, false), next = reach(e->m, e->cr3, from + 1, false, false);
    return pa != NOWHERE && next != NOWHERE && (e->m->ram[pa] | e->m->ram[next]);
}

/* LOOPZ and LOOPNZ. The engine loses the flags when the count gets to 0. */
static void loop_by_hand(engine *e, u64 address, const u8 *code, u32 size)
{
    bool half = memchr(code, 0x67, size - 2) != NULL, wanted = code[size - 2] == 0xe1, zero = e->flags & 0x40;
    u64 width = e->wide ? (half ? 0xffffffff : NOWHERE) : (half ? 0xffff : 0xffffffff), rcx, rip = address + size;
    uc.reg_read(e->uc, REG_RCX, &rcx);
    u64 count = (rcx - 1) & width;
    rcx = width == 0xffff || !e->wide ? (rcx & ~width) | count : count;
    if (count && wanted == zero)
        rip += (i64)(int8_t)code[size - 1];
    if (!e->wide)
        rip &= 0xffffffff;
    uc.reg_write(e->uc, REG_RCX, &rcx);
    uc.reg_write(e->uc, REG_RFLAGS, &e->flags);
    uc.reg_write(e->uc, REG_RIP, &rip); /* leaves the block and goes on there */
}

/* The exception that the engine would not raise, before the instruction has done anything. */
static void refuse_here(engine *e, u64 address, u64 vector)
{
    e->resume_rip = address;
    undo_instruction(e);
    e->vector = vector;
    e->error = 0;
    e->address = AS_IT_IS;
    stop(e, T_EXCEPTION);
}

/* The instruction is one for run_checked(). */
static void check_from_here(engine *e, u64 address)
{
    e->resume_rip = address;
    undo_instruction(e);
    stop(e, T_ALIGNMENT);
}

/* What an instruction does not access, and a processor looks at all the same: CLFLUSH and CLFLUSHOPT, whose operand the engine ignores, read a
 * byte; ENTER wants to be able to write where the stack pointer will be; PUSHA writes from the top down, the engine from the bottom up. */
static void probe(engine *e, u64 address, const u8 *code, int size)
{
    instruction i;
    u64 place, rsp;
    int at;
    parse(code, e->wide, &i);
    bool enters = i.map == 0; /* or is PUSHA */
    if (enters) {
        int word = i.small ? 2 : e->wide ? 8 : 4;
        u64 mask = e->wide ? NOWHERE : 0xffffffff, rbp;
        uc.reg_read(e->uc, REG_RSP, &rsp);
        uc.reg_read(e->uc, REG_RBP, &rbp);
        place = (rsp - word) & mask;
        for (int level = i.op == 0xc8 ? i.immediate[2] & 31 : -1, n = 0; n <= level; n++) {
            bool reads = n == 0 || n == level || reach(e->m, e->cr3, (rbp - n * word) & mask, false, false) != NOWHERE;
            if (!reads || reach(e->m, e->cr3, place, false, false) == NOWHERE)
                return; /* the engine finds that by itself */
            place = (place - (n < level ? word : i.immediate[0] | i.immediate[1] << 8)) & mask;
        }
        if (!canonical(place))
            return;
    } else if ((place = operand_address(e, address, code, size, &at)) == NOWHERE) {
        return;
    }
    if (!canonical(place)) {
        refuse_here(e, address, 13);
        e->address = 0; /* or the stack's fault */
        return;
    }
    u64 *pte = user_range(place, place + 1) ? walk(e->m, e->cr3, place, false) : NULL;
    bool there = pte && *pte & P_PRESENT;
    if (there && (!enters || *pte & SW_WRITE))
        return;
    refuse_here(e, address, 14);
    e->error = 4 | enters << 1 | there;
    e->address = place;
    e->trap = T_PAGE_FAULT;
}

/* Whether the instruction is one that wants its operand on a multiple of 16, and has it elsewhere. */
static bool misaligned(engine *e, u64 address, const u8 *code, int size)
{
    instruction i;
    int at;
    parse(code, e->wide, &i);
    return wants_aligned(&i) && operand_address(e, address, code, size, &at) & 15;
}

/* Does by hand what the engine leaves undone before a special instruction. Sees all instructions of a precise run,
 * otherwise those from the first to the last special one of a block. */
static void before_special(engine *e, u64 address, u32 size)
{
    bool ends;
    int special = PLAIN;
    const u8 *code = fetch_code(e, address, size <= 15 ? size : 15);
    if (code)
        instruction_length(code, size <= 15 ? size : 15, e->wide, &ends, &special);
    if (special == PLAIN) {
        if (code && misaligned(e, address, code, size))
            refuse_here(e, address, 13);
    } else if (special == FLOATS) { /* what reads, loads or clears MXCSR or the x87's control and status words */
        u8 state[BLOB_MAX];
        gather_sse((u8 *)e->live);
        save_state(e, state, layout.mxcsr + 4);
        merge_flags(state);
        load_state(e, state, layout.mxcsr + 4);
        if (loads_reserved_bits(e, address, code, size))
            refuse_here(e, address, 13);
        else if (!e->aligning && unmasks(e, address, code, size))
            check_from_here(e, address);
    } else if (special == PROBE) {
        probe(e, address, code, size);
    } else if (special == LOOP) {
        loop_by_hand(e, address, code, size);
    } else if (special == POPF && !e->aligning) {
        u64 rsp, pa;
        uc.reg_read(e->uc, REG_RSP, &rsp);
        pa = reach(e->m, e->cr3, e->wide ? rsp : rsp & 0xffffffff, false, true);
        if (pa != NOWHERE && (e->m->ram[pa + 2] & FLAG_AC >> 16))
            check_from_here(e, address);
    } else if (special == UNDEFINED) {
        refuse_here(e, address, 6);
    } else if (special == PORT) { /* Unicorn lets everybody use ports, and the processor does not */
        refuse_here(e, address, 13);
    }
}

/* The first engine's instruction hook. */
static void on_special(uc_engine *u, u64 address, u32 size, void *data)
{
    engine *e = data;
    e->flags_rip = address;
    uc.reg_read(u, REG_RFLAGS, &e->flags);
    if (!e->trap)
        before_special(e, address, size);
}

static void aim_special(engine *e, u64 first, u64 last)
{
    if (!e->precise) {
        e->special_range[0] = first;
        e->special_range[1] = last;
    }
}

static u64 site_bit(u64 address) { return (address ^ address >> 13) % SITE_BITS; }

/* The one with these contents; NULL when memory is out. */
static checked_block *checked_block_of(engine *e, const block_check *check)
{
    size_t bytes = check->count * sizeof(term);
    if (2 * e->checked_count >= e->checked_room) {
        u32 room = e->checked_room ? 2 * e->checked_room : 1024;
        checked_block **more = calloc(room, sizeof *more);
        if (!more)
            return NULL;
        for (u32 n = 0; n < e->checked_room; n++)
            if (e->checked[n])
                more[place_of(more, room, &e->checked[n]->check)] = e->checked[n];
        free(e->checked);
        e->checked = more;
        e->checked_room = room;
    }
    u32 at = place_of(e->checked, e->checked_room, check);
    if (!e->checked[at] && (e->checked[at] = malloc(offsetof(checked_block, check.terms) + bytes))) {
        e->checked[at]->e = e;
        e->checked[at]->check.count = check->count;
        memcpy(e->checked[at]->check.terms, check->terms, bytes);
        e->checked_count++;
    }
    return e->checked[at];
}

/* The next translation's block looks at these operands first (NULL: at none). */
static void aim_block(engine *e, const block_check *check)
{
    checked_block *block = check && check->count ? checked_block_of(e, check) : NULL;
    e->block_hook[0] = block ? (void *)on_checked_block : (void *)on_block;
    e->block_hook[1] = block ? (void *)block : (void *)e;
}

/* Goes on by one instruction. True when it wants its operand on a multiple of 16 and the block's beginning does not tell. */
static bool is_unclear(engine *e, const instruction *i, u64 next, value *known, block_check *check)
{
    term t;
    bool wants = wants_aligned(i);
    bool clear = wants && !e->precise && !i->segment && operand_term(i, known, next, &t) && add_term(check, t);
    after_instruction(i, known, next);
    return wants && !clear;
}

/* After each translation, before it is executed. Notes which frames it is of, and looks for special instructions:
 *   FRAGILE  SETcc to memory, RCL and RCR of memory work out the flags, forget how they were kept, and then may fault
 *            at the store: Unicorn restores wrong ones. A hook before the instruction keeps them.
 *   PORT, FLOATS, LOOP, POPF, UNDEFINED, PROBE  see before_special().
 *   operands of 16 bytes  see aligned.h; what the block's beginning tells is looked at there.
 *   what the translator takes for something else  see rewritten.h.
 * A block that has any is translated again with the instruction hook aimed at them, and at nothing else: a hook
 * changes what the translator makes of flags that are undefined. */
static void on_translation(uc_engine *u, const uc_tb *block, const uc_tb *before, void *data)
{
    engine *e = data;
    (void)u, (void)before;
    u64 last = block->pc + (block->size ? block->size - 1 : 0);
    for (u64 va = block->pc; va <= last; va = (va & ~4095ull) + PAGE) {
        u64 *pte = user_range(va, va + 1) ? walk(e->m, e->cr3, va, false) : NULL;
        if (!pte || !(*pte & P_PRESENT))
            continue;
        u64 pa = (*pte & P_FRAME) | (va & 4095);
        e->m->flags[pa / PAGE] |= FL_CODE;
        if (*pte & SW_WRITE || e->m->flags[pa / PAGE] & FL_DATA)
            e->m->writable_code = true;
        if (va == block->pc)
            e->cuts[cut_slot(pa)].start = NOWHERE; /* it may end otherwise now */
    }
    const u8 *code = fetch_code(e, block->pc, block->size + 15); /* the translator may have left its last one in the middle */
    int room = block->size + 15;
    if (!code)
        code = fetch_code(e, block->pc, room = block->size);
    u64 first_site = NOWHERE, last_site = 0;
    bool ends;
    int special;
    instruction i;
    rewriting rewritten;
    rewritten.count = 0;
    block_check check = {0};
    value known[16];
    for (int r = 0; r < 16; r++)
        known[r] = (value){r, 0};
    for (int at = 0, length; code && at < block->size; at += length) {
        length = instruction_length(code + at, room - at, e->wide, &ends, &special);
        if (!length)
            break;
        parse(code + at, e->wide, &i);
        rewrite_instruction(&i, code + at, block->pc + at, &rewritten);
        bool unclear = is_unclear(e, &i, block->pc + at + length, known, &check);
        if (special == PLAIN && !unclear)
            continue;
        last_site = block->pc + at;
        if (first_site == NOWHERE)
            first_site = last_site;
        if (e->precise)
            e->sites[site_bit(last_site) / 64] |= 1ull << (site_bit(last_site) % 64);
    }
    bool aimed = e->aimed == block->pc;
    e->aimed = NOWHERE;
    aim_special(e, NOBODY, NOBODY);
    if (!e->precise)
        aim_block(e, NULL);
    bool again = rewritten.count || (!e->precise && (first_site != NOWHERE || check.count));
    /* where it ended at one that is rewritten now, it goes on, and there may be more */
    bool grown = rewritten.count && (rewritten.count > e->rewriting->count || last_site > e->aimed_last || check.count > e->aimed_checks);
    if (!again || (aimed && !grown))
        return;
    e->aimed_last = last_site;
    e->aimed_checks = check.count;
    e->aimed = e->retranslate = block->pc;
    e->rewriting->count = rewritten.count;
    memcpy(e->rewriting->bytes, rewritten.bytes, rewritten.count * sizeof *rewritten.bytes);
    if (first_site != NOWHERE)
        aim_special(e, first_site, last_site);
    if (!e->precise)
        aim_block(e, &check);
    stop(e, T_NONE);
    e->trap = -1;
}

/* BT, BTS, BTR or BTC of a register with LOCK: #UD on a processor, while the engine's translator calls abort(). */
static bool ends_the_engine(const u8 *code, u64 room, bool wide)
{
    bool lock = false;
    u64 at = 0;
    for (; at < 14 && at + 3 < room; at++) {
        u8 byte = code[at];
        lock |= byte == 0xf0;
        if (byte != 0xf0 && byte != 0x66 && byte != 0x67 && (byte & 0xfe) != 0xf2 && (byte & 0xe7) != 0x26 && (byte & 0xfe) != 0x64 &&
            !(wide && (byte & 0xf0) == 0x40))
            break;
    }
    if (at + 3 > room)
        return false;
    u8 op = code[at + 1], byte = code[at + 2];
    return lock && code[at] == 0x0f && byte >= 0xc0 &&
           (op == 0xa3 || op == 0xab || op == 0xb3 || op == 0xbb || (op == 0xba && (byte >> 3 & 7) >= 4));
}

static engine *running;         /* the one that is emulating */

/* How many of the `most` instructions at `start` may be translated together: none is one that ends the engine. */
static int translatable(engine *e, u64 start, int most)
{
    u64 size = PAGE, room = PAGE - (start & (PAGE - 1));
    const u8 *code = fetch_code(e, start, size);
    if (!code)
        code = fetch_code(e, start, size = room);
    const u8 *found = code, *end = code + size;
    while (found && (found = memchr(found, 0xf0, end - found)) && !ends_the_engine(found, end - found, e->wide))
        found++;
    if (!found)
        return most;
    int special, length;
    bool ends;
    u64 at = 0;
    for (int n = 0; n < most && at < size; n++, at += length) {
        if (ends_the_engine(code + at, size - at, e->wide))
            return n;
        length = instruction_length(code + at, (int)(size - at), e->wide, &ends, &special);
        if (!length || ends)
            break;
    }
    return most;
}

/* Stands before the engine's translator: a block ends in front of an instruction that it must not see, and one that would begin with
 * it is #UD. The engine is left as at a page fault of the translator's own. */
static void translate(void *cpu, uc_tb *block, int most)
{
    engine *e = running;
    int count = e ? translatable(e, block->pc, most) : most;
    if (likely(count)) {
        if (e)
            e->rewrites = e->aimed == block->pc && e->rewriting->count;
        uc.translate(cpu, block, count);
        if (e)
            e->rewrites = false;
        return;
    }
    e->resume_rip = NOWHERE; /* it is not counted */
    e->vector = 6;
    e->error = 0;
    e->address = AS_IT_IS;
    stop(e, T_EXCEPTION);
    uc.leave(cpu);
}

/* What the translator reads, of `bytes` at `address`. */
static u64 as_rewritten(u64 value, u64 address, u64 bytes)
{
    if (likely(!running || !running->rewrites))
        return value;
    const rewriting *r = running->rewriting;
    for (u32 n = 0; n < r->count; n++) {
        u64 at = r->bytes[n].address - address;
        if (at < bytes)
            value = (value & ~(0xffull << 8 * at)) | (u64)r->bytes[n].byte << 8 * at;
    }
    return value;
}
static u32 read_code_1(void *cpu, u64 at) { return as_rewritten(uc.code_1(cpu, at), at, 1); }
static u32 read_code_2(void *cpu, u64 at) { return as_rewritten(uc.code_2(cpu, at), at, 2); }
static u32 read_code_4(void *cpu, u64 at) { return as_rewritten(uc.code_4(cpu, at), at, 4); }
static u64 read_code_8(void *cpu, u64 at) { return as_rewritten(uc.code_8(cpu, at), at, 8); }

static void write_slot(void **slot, void *to)
{
    if (!mprotect((void *)((u64)slot & ~(u64)(PAGE - 1)), PAGE, PROT_READ | PROT_WRITE))
        *slot = to;
}

/* Puts the functions above where the engine calls its own: the entries in the library's table of the functions that it calls. Without such
 * entries (a library that was linked otherwise) all is as it would be without this. */
static void stand_before_translator(void *lib, const struct link_map *map)
{
    const struct { const char *name; void **real, *ours; } placed[] = {
        {"gen_intermediate_code_x86_64", (void **)&uc.translate, (void *)translate},
        {"cpu_ldub_code_x86_64", (void **)&uc.code_1, (void *)read_code_1},
        {"cpu_lduw_code_x86_64", (void **)&uc.code_2, (void *)read_code_2},
        {"cpu_ldl_code_x86_64", (void **)&uc.code_4, (void *)read_code_4},
        {"cpu_ldq_code_x86_64", (void **)&uc.code_8, (void *)read_code_8},
    };
    const char *names = NULL;
    const Elf64_Sym *symbols = NULL;
    const Elf64_Rela *calls = NULL;
    u64 bytes = 0;
    uc.leave = (void (*)(void *))dlsym(lib, "cpu_loop_exit_x86_64");
    bool all = uc.leave;
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++)
        all &= (*placed[i].real = dlsym(lib, placed[i].name)) != NULL;
    if (!all)
        return;
    for (const Elf64_Dyn *d = map->l_ld; d->d_tag != DT_NULL; d++) {
        if (d->d_tag == DT_STRTAB)
            names = (const char *)d->d_un.d_ptr;
        else if (d->d_tag == DT_SYMTAB)
            symbols = (const Elf64_Sym *)d->d_un.d_ptr;
        else if (d->d_tag == DT_JMPREL)
            calls = (const Elf64_Rela *)d->d_un.d_ptr;
        else if (d->d_tag == DT_PLTRELSZ)
            bytes = d->d_un.d_val;
    }
    for (u64 n = 0; calls && symbols && names && n < bytes / sizeof *calls; n++)
        for (size_t i = 0; i < sizeof placed / sizeof *placed; i++)
            if (!strcmp(names + symbols[ELF64_R_SYM(calls[n].r_info)].st_name, placed[i].name)) {
                write_slot((void **)(map->l_addr + calls[n].r_offset), placed[i].ours);
            }
}

#ifdef __x86_64__
static const struct { const char *name; void *ours; } host_functions[] = {X87_FUNCTIONS, SSE_FUNCTIONS};
enum { HOST_FUNCTIONS = sizeof host_functions / sizeof *host_functions };
#else
static const struct { const char *name; void *ours; } host_functions[1];
enum { HOST_FUNCTIONS = 0 };
#endif

/* Puts the functions of x87.h and sse.h where the engine has the addresses of its own: the translator takes one from a table of the library's,
 * and looks in another one for how it is called; so both, or none. */
static void stand_before_floats(void *lib, const struct link_map *map)
{
    const Elf64_Rela *places = NULL;
    u64 bytes = 0, real[HOST_FUNCTIONS + 1], first = NOWHERE, last = 0;
    void **slots[HOST_FUNCTIONS + 1][2] = {{NULL, NULL}};
    uc.load_8 = (u64 (*)(void *, u64, u64))dlsym(lib, "cpu_ldq_data_ra_x86_64");
    uc.load_2 = (u32 (*)(void *, u64, u64))dlsym(lib, "cpu_lduw_data_ra_x86_64");
    uc.store_8 = (void (*)(void *, u64, u64, u64))dlsym(lib, "cpu_stq_data_ra_x86_64");
    uc.store_2 = (void (*)(void *, u64, u32, u64))dlsym(lib, "cpu_stw_data_ra_x86_64");
    bool all = uc.load_8 && uc.load_2 && uc.store_8 && uc.store_2;
    for (int i = 0; i < HOST_FUNCTIONS; i++) {
        real[i] = (u64)dlsym(lib, host_functions[i].name);
        all &= real[i] != 0;
        first = real[i] < first ? real[i] : first;
        last = real[i] > last ? real[i] : last;
    }
    for (const Elf64_Dyn *d = map->l_ld; d->d_tag != DT_NULL; d++) {
        if (d->d_tag == DT_RELA)
            places = (const Elf64_Rela *)d->d_un.d_ptr;
        else if (d->d_tag == DT_RELASZ)
            bytes = d->d_un.d_val;
    }
    for (u64 n = 0; all && places && n < bytes / sizeof *places; n++) {
        u64 type = ELF64_R_TYPE(places[n].r_info);
        if (type != R_X86_64_GLOB_DAT && type != R_X86_64_64)
            continue;
        void **slot = (void **)(map->l_addr + places[n].r_offset);
        for (int i = 0; (u64)*slot - first <= last - first && i < HOST_FUNCTIONS; i++)
            if ((u64)*slot == real[i])
                slots[i][type == R_X86_64_64] = slot;
    }
    for (int i = 0; i < HOST_FUNCTIONS; i++)
        all &= slots[i][0] && slots[i][1];
    for (int i = 0; all && i < HOST_FUNCTIONS; i++) {
        write_slot(slots[i][0], host_functions[i].ours);
        write_slot(slots[i][1], host_functions[i].ours);
    }
    floats_by_host = HOST_FUNCTIONS && all;
}

/* Not touching the flags; but a hook of this very instruction would have spoilt them. */
static void system_call(engine *e, int trap)
{
    u64 rip;
    if (e->flags_rip != NOWHERE) {
        uc.reg_read(e->uc, REG_RIP, &rip);
        e->flags_kept = rip == e->flags_rip;
    }
    stop(e, trap);
}

static void on_syscall(uc_engine *u, void *data)
{
    (void)u;
    system_call(data, T_SYSCALL);
}

static void on_sysenter(uc_engine *u, void *data)
{
    (void)u;
    system_call(data, T_SYSENTER);
}

static void log_page(engine *e, u64 page)
{
    machine *m = e->m;
    if (m->out[O_FETCHED] == m->fetch_room) {
        u64 room = m->fetch_room ? m->fetch_room * 2 : 256;
        log_fetch *more = room > LOG_MAX ? NULL : realloc(m->fetches, room * sizeof *more);
        if (!more) {
            m->out[O_LOG_LOST]++;
            return;
        }
        m->fetches = more;
        m->fetch_room = room;
    }
    m->fetches[m->out[O_FETCHED]++] = (log_fetch){e->insns - 1, page};
}

static void note_fetch(engine *e, u64 address, u32 size)
{
    u64 page = address & -(u64)PAGE, last = (address + size - 1) & -(u64)PAGE;
    if (page != e->fetched)
        log_page(e, page);
    if (last != page)
        log_page(e, last | 1);
    e->fetched = page;
}

/* Before each instruction of a precise run. */
static void on_instruction(uc_engine *u, u64 address, u32 size, void *data)
{
    engine *e = data;
    if (unlikely(e->trap)) /* the block's hook has stopped the run already */
        return;
    if (unlikely(e->wrote && address == e->flags_rip)) {
        /* Again? A round of REP and a call change RCX or RSP. Otherwise the store hit its own translation, which
         * the engine made anew and started again: not another instruction. */
        u64 rcx, rsp;
        uc.reg_read(u, REG_RCX, &rcx);
        uc.reg_read(u, REG_RSP, &rsp);
        if (rcx == e->rcx && rsp == e->rsp) {
            undo_instruction(e);
            uc.reg_write(u, REG_RFLAGS, &e->flags);
        }
    }
    e->wrote = false;
    if (unlikely(e->insns == e->stop_after || (address == e->stop_rip && e->insns))) {
        e->resume_rip = address; /* its block was counted */
        stop(e, T_STOP_POINT);
        return;
    }
    e->insns++;
    e->flags_rip = address;
    if (unlikely(e->fetching))
        note_fetch(e, address, size);
    uc.reg_read(u, REG_RFLAGS, &e->flags);
    if (unlikely(e->sites[site_bit(address) / 64] >> (site_bit(address) % 64) & 1))
        before_special(e, address, size);
}

/* The engine knows no alignment check: an access that a processor would refuse is carried out, and taken back. */
static void note_alignment(engine *e, bool write, u64 pa, int size)
{
    if (e->flags & FLAG_AC && (size == 2 || size == 4 || size == 8) && pa & (size - 1))
        e->misaligned = true;
    if (!write || size > 8 || e->undone == UNDO_MAX)
        return;
    u64 room = PAGE - (pa & (PAGE - 1)), part = (u64)size < room ? (u64)size : room;
    for (u64 at = 0; at < (u64)size; at += part, part = size - at) {
        if (at) { /* over a page's end: where the next page of the program lies */
            u64 page = e->reverse[pa / PAGE];
            pa = page == NOWHERE ? NOWHERE : reach(e->m, e->cr3, page + PAGE, false, true);
            if (pa == NOWHERE || e->undone == UNDO_MAX)
                return;
        }
        e->undo[e->undone].pa = pa;
        e->undo[e->undone].size = part;
        memcpy(&e->undo[e->undone++].old, e->m->ram + pa, part);
    }
}

static void on_memory(uc_engine *u, int type, u64 pa, int size, i64 value, void *data)
{
    engine *e = data;
    machine *m = e->m;
    if (type == UC_MEM_WRITE && !e->wrote) {
        e->wrote = true;
        uc.reg_read(u, REG_RCX, &e->rcx);
        uc.reg_read(u, REG_RSP, &e->rsp);
    }
    if (e->aligning && !e->trap && e->insns)
        note_alignment(e, type == UC_MEM_WRITE, pa, size);
    if (!e->logging || e->trap || !e->insns)
        return;
    if (m->out[O_LOGGED] == m->log_room) {
        u64 room = m->log_room ? m->log_room * 2 : 4096;
        log_entry *more = room > LOG_MAX ? NULL : realloc(m->log, room * sizeof *more);
        if (more)
            m->log = more;
        log_place *places = more ? realloc(m->places, room * sizeof *places) : NULL;
        if (!places) {
            m->out[O_LOG_LOST]++;
            return;
        }
        m->places = places;
        m->log_room = room;
    }
    u64 page = e->reverse[pa / PAGE], moved = 0;
    if (type == UC_MEM_WRITE)
        moved = value;
    else
        memcpy(&moved, m->ram + pa, size < 8 ? size : 8);
    if (size < 8)
        moved &= (1ull << 8 * size) - 1;
    m->places[m->out[O_LOGGED]] = (log_place){e->flags_rip, moved};
    m->log[m->out[O_LOGGED]++] =
        (log_entry){e->insns - 1, page == NOWHERE ? NOWHERE : page | (pa & 4095), size, type == UC_MEM_WRITE, pa};
}

/* Unicorn tells physical addresses; the log wants those of the program as well. */
static int prepare_reverse(engine *e, u64 cr3)
{
    machine *m = e->m;
    if (!e->reverse && !(e->reverse = malloc(m->frames * sizeof(u64))))
        return -1;
    if (e->reverse_of == cr3 && e->reverse_when == m->tables_changed)
        return 0;
    for (u64 f = 0; f < m->high_water; f++)
        e->reverse[f] = NOWHERE;
    EACH_ENTRY(m, cr3, 0, 1ull << 47, va, pte)
        if ((*pte & P_PRESENT) && e->reverse[(*pte & P_FRAME) / PAGE] == NOWHERE)
            e->reverse[(*pte & P_FRAME) / PAGE] = va;
    e->reverse_of = cr3;
    e->reverse_when = m->tables_changed;
    return 0;
}

/* --- running -------------------------------------------------------------------------------------------------- */

/* Runs until e->trap is set, or err. */
static int emulate(engine *e, u64 rip)
{
    for (;;) {
        e->trap = T_NONE;
        running = e;
        int err = uc.emu_start(e->uc, rip, NOWHERE, 0, 0);
        running = NULL;
        leave_host_x87();
        gather_sse((u8 *)e->live);
        if (likely(e->trap != -1))
            return err;
        u64 head[17]; /* something to be done between two blocks: do it and go on */
        save_state(e, (u8 *)head, sizeof head);
        rip = head[16];
        if (e->retranslate != NOWHERE) {
            uc.ctl(e->uc, CTL_TB_REMOVE, e->retranslate, e->retranslate + 1);
            e->retranslate = NOWHERE;
        }
        if (!e->stale_code)
            continue;
        uc.ctl(e->uc, CTL_TB_FLUSH);
        uc.ctl(e->uc, CTL_TLB_FLUSH);
        e->stale_code = e->stale_tlb = false;
        e->m->out[O_CODE_FLUSHES]++;
    }
}

/* The translator read ahead of the instruction pointer onto a page that faults: nothing of the block was
 * executed, while a processor would have come as far as the page's end. Single steps get there. */
static int walk_to_fault(engine *e, int err)
{
    u64 head[17], flags;
    uc.reg_read(e->uc, REG_RFLAGS, &flags);
    if (flags & 0x100)
        return err;
    for (int steps = 0; steps < 2 * (int)PAGE; steps++) {
        save_state(e, (u8 *)head, sizeof head);
        u64 rip = head[16], pa = reach(e->m, e->cr3, rip, false, true);
        bool pushes = pa != NOWHERE && e->m->ram[pa] == 0x9c;
        uc.reg_read(e->uc, REG_RFLAGS, &flags);
        flags |= 0x100;
        uc.reg_write(e->uc, REG_RFLAGS, &flags);
        e->error = e->address = e->vector = 0;
        err = emulate(e, rip);
        uc.reg_read(e->uc, REG_RFLAGS, &flags);
        flags &= ~0x100ull;
        uc.reg_write(e->uc, REG_RFLAGS, &flags);
        if (e->trap != T_EXCEPTION || e->vector != 1)
            return err;
        save_state(e, (u8 *)head, sizeof head);
        if (pushes && (pa = reach(e->m, e->cr3, head[R_RSP], true, true)) != NOWHERE)
            e->m->ram[pa + 1] &= ~1; /* the flag that is ours, not the program's */
        e->resume_rip = head[16];
    }
    return err;
}

static int run(engine *e, context *c, i64 fuel)
{
    machine *m = e->m;
    m->out[O_RUNS]++;
    m->out[O_OOM] = 0;
    *e->fuel = fuel = fuel < 0 ? 0 : fuel;
    e->error = e->address = e->vector = 0;
    e->resume_rip = c->resume_rip;
    e->last_end = e->flags_rip = e->aimed = NOWHERE;
    aim_special(e, NOBODY, NOBODY);
    aim_block(e, NULL);
    e->wide = c->regs[R_CS] == 0x33;
    c->resume_rip = NOWHERE;
    if (m->last != e) {
        e->stale_code |= m->writable_code; /* the other one may have written there */
        m->last = e;
    }
    settle_engine(e, c);
    int err = emulate(e, c->regs[R_RIP]);
    if (unlikely(e->trap == T_PAGE_FAULT && (e->error & 16))) {
        u64 head[17];
        save_state(e, (u8 *)head, sizeof head);
        if (head[16] / PAGE != e->address / PAGE)
            err = walk_to_fault(e, err);
    }
    store_context(e, c);
    int trap = e->trap;
    if (unlikely(e->flags_kept)) {
        c->regs[R_RFLAGS] = e->flags;
        e->flags_kept = false;
    }
    if (unlikely(trap == T_NONE)) {
        if (err == UC_ERR_INSN_INVALID) {
            trap = T_EXCEPTION;
            e->vector = 6;
            e->resume_rip = c->regs[R_RIP];
            undo_instruction(e);
        } else {
            trap = T_ENGINE_ERROR;
            m->out[O_ENGINE_ERROR] = err;
        }
    }
    if (trap == T_SYSCALL) {
        c->regs[R_RCX] = c->regs[R_RIP];
        c->regs[R_R11] = c->regs[R_RFLAGS];
    } else if (trap == T_PAGE_FAULT || trap == T_EXCEPTION || trap == T_STOP_POINT || trap == T_ALIGNMENT) {
        c->resume_rip = e->resume_rip;
    }
    m->out[O_VECTOR] = e->vector;
    m->out[O_ERROR] = e->error;
    m->out[O_ADDRESS] = e->address;
    m->out[O_BLOCKS_LEFT] = *e->fuel;
    m->out[O_BLOCKS] += fuel - *e->fuel;
    e->since_flush += fuel - *e->fuel;
    return trap;
}

static int no_space(machine *m)
{
    m->out[O_ENGINE_ERROR] = NOWHERE;
    return T_ENGINE_ERROR;
}

EXPORT const char *fp_strerror(u64 err)
{
    return err == NOWHERE ? "the context's space is none of this machine's" :
           err == UC_ERR_OK ? "the engine stopped without a reason" : uc.strerror((int)err);
}

/* The blocks left are kept in this word of a frame from now on, where the guest can read them while it runs. */
EXPORT int fp_set_fuel_cell(machine *m, u64 f, u64 word)
{
    if (f == 0 || f >= m->frames || word >= PAGE / 8)
        return -1;
    for (int i = 0; i < 2; i++)
        m->engines[i].fuel = (i64 *)(m->ram + f * PAGE) + word;
    return 0;
}

static int start_engine(machine *m, int index);

enum { IE = 1, DE = 2, ZE = 4, OE = 8, UE = 16, SUMMARY = 0x8080 };

static u16 word_at(context *c, size_t at)
{
    u16 word;
    memcpy(&word, c->blob + at, 2);
    return word;
}

static u16 x87_status(context *c) { return word_at(c, layout.fpuc - 2); }
static u16 x87_open(context *c) { return ~word_at(c, layout.fpuc) & 0x3f; } /* the exceptions that are not masked */
static void set_x87_status(context *c, u16 status) { memcpy(c->blob + layout.fpuc - 2, &status, 2); }

/* The bytes at RIP, as far as they are there. */
static const u8 *code_at(engine *e, context *c)
{
    u64 room = PAGE - (c->regs[R_RIP] & (PAGE - 1));
    e->cr3 = c->space; /* fetch_code() looks there */
    e->stale_tlb = true;
    e->wide = c->regs[R_CS] == 0x33;
    const u8 *code = fetch_code(e, c->regs[R_RIP], 15);
    return code ? code : fetch_code(e, c->regs[R_RIP], room < 15 ? room : 15);
}

/* Whether the instruction at RIP is one of the x87's that wait for exceptions first. */
static bool waits(engine *e, context *c)
{
    bool half;
    int rex, segment;
    const u8 *code = code_at(e, c);
    if (!code)
        return false;
    int at = after_prefixes(code, e->wide, &rex, &segment, &half);
    u8 op = code[at], byte = code[at + 1], reg = byte >> 3 & 7;
    if ((op & 0xf8) != 0xd8)
        return op == 0x9b;
    return !(byte >> 6 != 3 ? (op == 0xd9 || op == 0xdd) && reg >= 6 : (op == 0xdb && reg == 4) || (op == 0xdf && byte == 0xe0));
}

static void undo_stores(machine *m, engine *e)
{
    while (e->undone > 0) {
        e->undone--;
        memcpy(m->ram + e->undo[e->undone].pa, &e->undo[e->undone].old, e->undo[e->undone].size);
    }
}

/* Puts back what an x87 instruction has changed besides RIP and its status: its exception comes with the next one. */
static void undo_x87(machine *m, engine *e, context *c, const context *before)
{
    undo_stores(m, e);
    memcpy(c->blob + layout.st0, before->blob + layout.st0, 8 * 16);
    memcpy(c->blob + layout.fpuc - 6, before->blob + layout.fpuc - 6, 4);
    memcpy(c->blob + layout.fpuc + 2, before->blob + layout.fpuc + 2, 8);
    c->regs[R_RFLAGS] = before->regs[R_RFLAGS];
}

static int refuse(machine *m, context *c, u64 vector)
{
    c->resume_rip = c->regs[R_RIP];
    m->out[O_VECTOR] = vector;
    m->out[O_ERROR] = 0;
    return T_EXCEPTION;
}

/* Whether each instruction is to be looked at. */
static bool needs_checks(const context *c)
{
    return c->regs[R_RFLAGS] & FLAG_AC || (c->blob_valid && floats_unmasked(c->blob));
}

/* On the second engine, until `stop_after` instructions were completed or the next one is at stop_rip. */
static int run_precisely(machine *m, context *c, i64 fuel, u64 stop_after, u64 stop_rip)
{
    engine *e = &m->engines[1];
    e->wrote = false;
    e->stop_after = stop_after;
    e->stop_rip = stop_rip;
    return run(e, c, fuel);
}

/* One instruction, with what a processor checks and the engine does not: alignment while the flag AC is set, and the exceptions
 * of floating-point arithmetic that are not masked. T_STOP_POINT when it was completed; T_EXCEPTION with everything as before, and vector
 * 17 when it made a misaligned access, 19 when SSE arithmetic raised something, 16 when it is an x87 instruction and an
 * earlier one had raised something; or another trap of its own. */
static int run_checked(machine *m, context *c, i64 fuel)
{
    engine *e = &m->engines[1];
    if (prepare_reverse(e, c->space) < 0)
        return T_ENGINE_ERROR;
    if (c->blob_valid) {
        merge_flags(c->blob);
        c->stamp = 0;
        if (waits(e, c) && x87_status(c) & x87_open(c))
            return refuse(m, c, 16);
    }
    context before = *c;
    e->aligning = true;
    e->misaligned = false;
    e->undone = 0;
    int trap = run_precisely(m, c, fuel, e->insns + 1, NOWHERE);
    e->aligning = false;
    if (e->misaligned && trap != T_PAGE_FAULT) {
        undo_instruction(e);
        undo_stores(m, e);
        *c = before;
        c->stamp = 0; /* the engine holds what was taken back */
        return refuse(m, c, 17);
    }
    if (trap != T_STOP_POINT)
        return trap;
    u32 mxcsr, raised = raised_flags(c->blob[layout.mxcsr - SSE_FLAGS]);
    memcpy(&mxcsr, c->blob + layout.mxcsr, 4);
    if (raised & ~(mxcsr >> 7)) {
        undo_instruction(e);
        *c = before;
        c->stamp = 0;
        if (raised & ~(mxcsr >> 7) & (IE | DE | ZE)) /* found before anything is computed */
            raised &= IE | DE | ZE;
        mxcsr |= raised;
        memcpy(c->blob + layout.mxcsr, &mxcsr, 4);
        return refuse(m, c, 19);
    }
    u32 open = raised_flags(c->blob[layout.mxcsr - X87_FLAGS]) & x87_open(c);
    merge_flags(c->blob);
    if (open & (IE | DE | ZE) || (open & (OE | UE) && e->undone)) /* no result, and nothing is stored */
        undo_x87(m, e, c, &before);
    bool pending = x87_status(c) & x87_open(c);
    set_x87_status(c, pending ? x87_status(c) | SUMMARY : x87_status(c) & ~SUMMARY);
    c->stamp = 0;
    return trap;
}

/* The fast engine, with checked instructions between where they are needed. T_ALIGNMENT after many of those: to be called again. */
EXPORT int fp_run(machine *m, context *c, i64 fuel)
{
    engine *e = &m->engines[1];
    if (unlikely(!known_space(m, c->space)))
        return no_space(m);
    m->out[O_BLOCKS_LEFT] = fuel;
    for (int steps = 0; steps < CHECKED_MAX; steps++) {
        int trap = T_ALIGNMENT;
        if (likely(!needs_checks(c)))
            trap = run(&m->engines[0], c, m->out[O_BLOCKS_LEFT]);
        if (likely(trap != T_ALIGNMENT))
            return trap;
        if (!e->uc && start_engine(m, 1) < 0)
            return T_ENGINE_ERROR;
        e->insns = 0;
        e->logging = false;
        trap = run_checked(m, c, m->out[O_BLOCKS_LEFT]);
        if (trap != T_STOP_POINT)
            return trap;
    }
    return T_ALIGNMENT;
}

/* The same on the second engine, which looks at each instruction: stops before the one at stop_rip (but executes
 * at least one), or when `instructions` were completed. `log`: 1 accesses to memory, 2 also the pages that code is fetched from. out:
 * instructions completed, accesses and changes of page logged. */
EXPORT int fp_run_precise(machine *m, context *c, i64 fuel, u64 instructions, u64 stop_rip, int log)
{
    engine *e = &m->engines[1];
    int trap;
    m->out[O_INSTRUCTIONS] = m->out[O_LOGGED] = m->out[O_LOG_LOST] = m->out[O_FETCHED] = 0;
    if (unlikely(!known_space(m, c->space)))
        return no_space(m);
    if (!e->uc && start_engine(m, 1) < 0)
        return T_ENGINE_ERROR;
    if (log && prepare_reverse(e, c->space) < 0)
        return T_ENGINE_ERROR;
    e->insns = 0;
    e->logging = log & 1;
    e->fetching = log & 2;
    e->fetched = NOWHERE;
    m->log_first = 0;
    m->out[O_BLOCKS_LEFT] = fuel;
    do {
        trap = T_ALIGNMENT;
        if (likely(!needs_checks(c)))
            trap = run_precisely(m, c, m->out[O_BLOCKS_LEFT], instructions, stop_rip);
        if (likely(trap != T_ALIGNMENT))
            break;
        trap = T_STOP_POINT;
        if (e->insns == instructions || (e->insns && c->regs[R_RIP] == stop_rip))
            break;
        trap = run_checked(m, c, m->out[O_BLOCKS_LEFT]);
    } while (trap == T_STOP_POINT);
    e->logging = e->fetching = false;
    m->out[O_INSTRUCTIONS] = e->insns;
    return trap;
}

/* The log, its instructions counted from `first`. */
EXPORT void *fp_log(machine *m, u64 first)
{
    for (u64 i = 0; first != m->log_first && i < m->out[O_LOGGED]; i++)
        m->log[i].insn += first - m->log_first;
    m->log_first = first;
    return m->log;
}
EXPORT void *fp_log_places(machine *m) { return m->places; }
EXPORT void *fp_log_fetches(machine *m) { return m->fetches; }

enum { LATEST = 4096 };

static u64 end_of(const log_entry *l) /* its last byte */
{
    u64 last = l->va + (l->size ? l->size - 1 : 0);
    return last < l->va ? l->va : last; /* of an address that is not known */
}

static int by_number(const void *a, const void *b)
{
    u64 x = *(const u64 *)a, y = *(const u64 *)b;
    return (x > y) - (x < y);
}

/* The numbers of the stretches of 1 << bits bytes that entries of these kinds (1 reads, 2 writes) touch, each once, ascending. Returns how
 * many; when there is no room for them, how much room is surely enough. */
EXPORT u64 fp_log_distinct(const log_entry *log, u64 count, int bits, int kinds, u64 *out, u64 room)
{
    u64 found = 0, latest[LATEST], need = 0;
    memset(latest, 0xff, sizeof latest); /* most are touched again soon: those are not written down each time */
    for (u64 i = 0; i < count; i++) {
        if (!(kinds & (log[i].write ? 2 : 1)))
            continue;
        u64 last = end_of(log + i) >> bits;
        for (u64 at = log[i].va >> bits; at <= last; at++) {
            if (latest[at % LATEST] == at)
                continue;
            latest[at % LATEST] = at;
            need++;
            if (found < room)
                out[found++] = at;
        }
    }
    if (need > room)
        return need;
    qsort(out, found, sizeof *out, by_number);
    u64 kept = 0;
    for (u64 i = 0; i < found; i++)
        if (!i || out[i] != out[i - 1])
            out[kept++] = out[i];
    return kept;
}

/* marks[i] = 1 for each entry that touches one of `stretches`, numbers of stretches of 1 << bits bytes, ascending. */
EXPORT void fp_log_touching(const log_entry *log, u64 count, int bits, const u64 *stretches, u64 many, u8 *marks)
{
    u64 known = NOWHERE; /* the last one asked for, and whether it is there */
    bool there = false;
    for (u64 i = 0; i < count; i++) {
        u64 last = end_of(log + i) >> bits;
        for (u64 at = log[i].va >> bits; at <= last && !marks[i]; at++) {
            if (at != known) {
                u64 low = 0, high = many;
                while (low < high) {
                    u64 middle = (low + high) / 2;
                    if (stretches[middle] < at)
                        low = middle + 1;
                    else
                        high = middle;
                }
                known = at;
                there = low < many && stretches[low] == at;
            }
            marks[i] = there;
        }
    }
}

/* --- floating point: the FXSAVE image that signal frames hold -------------------------------------------------- */

static machine *machines; /* all of them: for what only an engine can work out, any will do */

EXPORT int fp_get_fx(context *c, u8 *to)
{
    if (!layout.known)
        return -1;
    u8 blob[BLOB_MAX];
    memcpy(blob, c->blob_valid ? c->blob : layout.template_blob, layout.task);
    merge_flags(blob);
    u32 top, mask = 0xffff;
    u16 status;
    memset(to, 0, 512);
    memcpy(&top, blob + layout.fpuc - 6, 4);
    memcpy(&status, blob + layout.fpuc - 2, 2);
    status = (status & ~0x3800) | (top & 7) << 11;
    memcpy(to, blob + layout.fpuc, 2);
    memcpy(to + 2, &status, 2);
    for (int i = 0; i < 8; i++)
        to[4] |= !blob[layout.fpuc + 2 + i] << i;
    memcpy(to + 24, blob + layout.mxcsr, 4);
    memcpy(to + 28, &mask, 4);
    for (int i = 0; i < 8; i++)
        memcpy(to + 32 + 16 * i, blob + layout.st0 + 16 * ((top + i) & 7), 10);
    for (int i = 0; i < 16; i++)
        memcpy(to + 160 + 16 * i, blob + layout.xmm0 + 64 * i, 16);
    return 0;
}

/* -1 no machine was made, -2 reserved bits of MXCSR are set (the processor's #GP). */
EXPORT int fp_set_fx(context *c, const u8 *from)
{
    engine *e = machines ? &machines->engines[0] : NULL;
    u32 mxcsr, top;
    u16 status;
    if (!layout.known || !e)
        return -1;
    memcpy(&mxcsr, from + 24, 4);
    if (mxcsr & ~0xffffu)
        return -2;
    if (!c->blob_valid) {
        memcpy(c->blob, layout.template_blob, layout.task);
        c->blob_valid = 1;
    }
    load_state(e, c->blob, layout.task); /* the rounding modes are kept in a form of the engine's own */
    e->stamp = 0;
    e->cr3 = 0;
    uc.reg_write(e->uc, REG_FPCW, from);
    uc.reg_write(e->uc, REG_MXCSR, &mxcsr);
    save_state(e, c->blob, layout.task);
    c->blob[layout.mxcsr - SSE_FLAGS] = c->blob[layout.mxcsr - X87_FLAGS] = 0; /* not merged yet: replaced with the rest */
    memcpy(&status, from + 2, 2);
    top = status >> 11 & 7;
    status &= ~0x3800;
    memcpy(c->blob + layout.fpuc - 6, &top, 4);
    memcpy(c->blob + layout.fpuc - 2, &status, 2);
    for (int i = 0; i < 8; i++)
        c->blob[layout.fpuc + 2 + i] = !(from[4] >> i & 1);
    for (int i = 0; i < 8; i++)
        memcpy(c->blob + layout.st0 + 16 * ((top + i) & 7), from + 32 + 16 * i, 10);
    for (int i = 0; i < 16; i++)
        memcpy(c->blob + layout.xmm0 + 64 * i, from + 160 + 16 * i, 16);
    c->stamp = 0;
    return 0;
}

/* --- snapshots --------------------------------------------------------------------------------------------------- */

typedef struct snapshot {
    u64 high_water, in_use;
    u32 *live;                  /* of the frames below high_water */
    u64 *spaces, space_count;
    u32 *tables;                /* frame numbers of page tables, and their contents one after another */
    u64 *contents, table_count;
} snapshot;

static void free_snapshot(snapshot *s)
{
    if (!s)
        return;
    free(s->live);
    free(s->spaces);
    free(s->tables);
    free(s->contents);
    free(s);
}

/* A handle > 0, or 0 when the host's memory is out. All writable pages become write-protected: private ones
 * copy-on-write, shared ones the kernel's business. */
EXPORT u64 fp_snapshot(machine *m)
{
    snapshot *s = calloc(1, sizeof *s);
    u64 at = 0, tables = 0;
    while (at < m->held_room && m->held[at])
        at++;
    if (at == m->held_room) {
        u64 room = at ? at * 2 : 64;
        snapshot **more = realloc(m->held, room * sizeof *more);
        if (!more)
            return free(s), 0;
        memset(more + at, 0, (room - at) * sizeof *more);
        m->held = more;
        m->held_room = room;
    }
    for (u64 f = 1; f < m->high_water; f++)
        tables += m->live[f] && (m->flags[f] & FL_TABLE);
    if (s) {
        s->live = malloc(m->high_water * sizeof(u32));
        s->spaces = malloc((m->space_count + 1) * sizeof(u64));
        s->tables = malloc((tables + 1) * sizeof(u32));
        s->contents = malloc((tables + 1) * PAGE);
    }
    if (!s || !s->live || !s->spaces || !s->tables || !s->contents)
        return free_snapshot(s), 0;
    s->high_water = m->high_water;
    s->in_use = m->out[O_IN_USE];
    memcpy(s->live, m->live, m->high_water * sizeof(u32));
    memcpy(s->spaces, m->spaces, m->space_count * sizeof(u64));
    s->space_count = m->space_count;
    for (u64 f = 1; f < m->high_water; f++) {
        if (!m->live[f] || (m->flags[f] & FL_PINNED))
            continue;
        m->snaps[f]++;
        if (!(m->flags[f] & FL_TABLE))
            continue;
        u64 *table = table_of(m, f * PAGE);
        if (m->flags[f] & FL_LEAF)
            for (int i = 0; i < 512; i++)
                if ((table[i] & (P_PRESENT | P_WRITE)) == (P_PRESENT | P_WRITE))
                    table[i] = (table[i] & ~P_WRITE) | (table[i] & SW_SHARED ? 0 : SW_COW);
        memcpy((u8 *)s->contents + s->table_count * PAGE, table, PAGE);
        s->tables[s->table_count++] = f;
    }
    m->engines[0].stale_tlb = m->engines[1].stale_tlb = true;
    m->held[at] = s;
    return at + 1;
}

static snapshot *held(machine *m, u64 handle)
{
    return handle && handle <= m->held_room ? m->held[handle - 1] : NULL;
}

EXPORT int fp_restore(machine *m, u64 handle)
{
    snapshot *s = held(m, handle);
    if (!s)
        return -1;
    if (s->space_count > m->space_room) {
        u64 *more = realloc(m->spaces, s->space_count * sizeof(u64));
        if (!more)
            return -2;
        m->spaces = more;
        m->space_room = s->space_count;
    }
    for (u64 f = 1; f < m->high_water; f++) {
        u32 was = m->live[f], then = f < s->high_water ? s->live[f] : 0;
        if (was == then || (m->flags[f] & FL_PINNED))
            continue;
        m->live[f] = then;
        if (!then && !m->snaps[f])
            release(m, f);
    }
    for (u64 i = 0; i < s->table_count; i++)
        memcpy(m->ram + (u64)s->tables[i] * PAGE, (u8 *)s->contents + i * PAGE, PAGE);
    memcpy(m->spaces, s->spaces, s->space_count * sizeof(u64));
    m->space_count = s->space_count;
    m->out[O_IN_USE] = s->in_use;
    m->tables_changed++;
    for (int i = 0; i < 2; i++)
        m->engines[i].cr3 = m->engines[i].stamp = 0;
    return 0;
}

EXPORT int fp_drop(machine *m, u64 handle)
{
    snapshot *s = held(m, handle);
    if (!s)
        return -1;
    for (u64 f = 1; f < s->high_water; f++) {
        if (!s->live[f] || (m->flags[f] & FL_PINNED))
            continue;
        if (--m->snaps[f] == 0 && !m->live[f])
            release(m, f);
    }
    m->held[handle - 1] = NULL;
    free_snapshot(s);
    return 0;
}

/* A digest of what a space holds: addresses, rights and bytes of its pages, not frame numbers. */
EXPORT u64 fp_digest(machine *m, u64 cr3, u64 start, u64 end)
{
    u64 hash = 0x9e3779b97f4a7c15;
    EACH_ENTRY(m, cr3, start, end, va, pte) {
        if (!(*pte & OCCUPIED))
            continue;
        u64 lanes[4] = {va, logical_prot(*pte), hash, ~hash};
        const u64 *words = table_of(m, *pte & P_FRAME);
        for (int i = 0; i < 512; i += 4)
            for (int k = 0; k < 4; k++) {
                u64 mixed = (lanes[k] ^ words[i + k]) * 0xff51afd7ed558ccd;
                lanes[k] = mixed ^ mixed >> 32;
            }
        for (int k = 0; k < 4; k++)
            hash = (hash ^ lanes[k]) * 0xc4ceb9fe1a85ec53, hash ^= hash >> 29;
    }
    return hash;
}

/* --- construction ---------------------------------------------------------------------------------------------- */

static int fail(machine *m, const char *what, int err)
{
    snprintf(m->words, sizeof m->words, "%s: %s", what, err > 0 ? uc.strerror(err) : "not as expected");
    return -1;
}

static int write_msr(uc_engine *u, u32 number, u64 value)
{
    struct { u32 rid; u64 value; } msr = {number, value};
    return uc.reg_write(u, REG_MSR, &msr);
}

/* Offset of the first difference from `before` once reg has been written; 0 when there is none. */
static size_t differs_after(engine *e, int reg, const void *value)
{
    u8 before[BLOB_MAX], after[BLOB_MAX];
    save_state(e, before, layout.whole);
    uc.reg_write(e->uc, reg, value);
    save_state(e, after, layout.whole);
    size_t at = 0;
    while (at < layout.whole && before[at] == after[at])
        at++;
    return at == layout.whole ? 0 : at;
}

static int find_floating_point(engine *e)
{
    u16 fpcw = 0x37f, other_fpcw = 0x37e, fptag = 0, fpsw = 3 << 11;
    u32 mxcsr = 0x1f80, other_mxcsr = 0x1fbe, held;
    u64 st[2] = {0x8877665544332211, 0x4002};
    u64 flags, source, some_flags = 0x243;
    u8 state[BLOB_MAX];
    u16 none = 0;
    uc.reg_write(e->uc, REG_FPSW, &none);
    uc.reg_write(e->uc, REG_FPCW, &fpcw);
    uc.reg_write(e->uc, REG_FPTAG, &fptag);
    layout.fpuc = differs_after(e, REG_FPCW, &other_fpcw);
    layout.st0 = differs_after(e, REG_ST0, st);
    if (!layout.fpuc || differs_after(e, REG_FPSW, &fpsw) != layout.fpuc - 6)
        return -1;
    uc.reg_write(e->uc, REG_FPSW, &none);
    fptag = 0xffff;
    if (differs_after(e, REG_FPTAG, &fptag) != layout.fpuc + 2 || layout.st0 != layout.fpuc + 14)
        return -1;
    uc.reg_write(e->uc, REG_MXCSR, &mxcsr);
    uc.reg_write(e->uc, REG_MXCSR, &other_mxcsr);
    save_state(e, state, layout.whole);
    layout.mxcsr = 0;
    for (size_t at = layout.st0; at < layout.xmm0; at += 4) {
        memcpy(&held, state + at, 4);
        if (held == other_mxcsr && layout.mxcsr)
            return -1;
        if (held == other_mxcsr)
            layout.mxcsr = at;
    }
    st[0] = st[1] = 0;
    uc.reg_write(e->uc, REG_ST0, st);
    uc.reg_write(e->uc, REG_MXCSR, &mxcsr);
    other_mxcsr = mxcsr | 1 << 13; /* rounding mode, kept beside the flags that merge_mxcsr() reads */
    if (layout.mxcsr && layout.mxcsr - layout.st0 != 192) /* then the x87's float flags lie elsewhere too */
        layout.mxcsr = 0;
    if (!layout.mxcsr || differs_after(e, REG_MXCSR, &other_mxcsr) != layout.mxcsr - 7)
        return -1;
    uc.reg_write(e->uc, REG_MXCSR, &mxcsr);
    uc.reg_read(e->uc, REG_RFLAGS, &flags);
    uc.reg_write(e->uc, REG_RFLAGS, &some_flags);
    save_state(e, state, layout.whole);
    uc.reg_write(e->uc, REG_RFLAGS, &flags);
    memcpy(&source, state + CPU_CC_SRC, 8);
    return source == 0x41 ? 0 : -1; /* CF, ZF */
}

/* The hook of all blocks. Where its handle points the engine keeps what it calls and with what, and looks there whenever it translates one. */
static int add_block_hook(engine *e)
{
    size_t handle;
    int err = uc.hook_add(e->uc, &handle, UC_HOOK_BLOCK, on_block, e, 1, 0);
    void *pair[2] = {(void *)on_block, e};
    for (void **at = (void **)handle; !err && at < (void **)handle + 8; at++)
        if (!memcmp(at, pair, sizeof pair)) {
            e->block_hook = at;
            return 0;
        }
    return err ? err : -1;
}

/* A hook's handle points to what the engine knows of it, its range included. */
static int aimable_hook(engine *e)
{
    size_t handle;
    u64 range[2] = {NOBODY - 0x1234, NOBODY - 0x1233};
    int err = uc.hook_add(e->uc, &handle, UC_HOOK_CODE, on_special, e, range[0], range[1]);
    if (err)
        return err;
    for (u64 *at = (u64 *)handle; at < (u64 *)handle + 8; at++)
        if (!memcmp(at, range, sizeof range)) {
            e->special_range = at;
            aim_special(e, NOBODY, NOBODY);
            return 0;
        }
    return -1;
}

/* Writing the instruction pointer sets quit_request and skip_sync_pc_on_exit, as part of a batch only the former. */
static int find_skip_sync(engine *e)
{
    size_t size = malloc_usable_size(e->uc), found = 0;
    u64 rip = 0x10000;
    int reg = REG_RIP;
    void *value = &rip;
    u8 *before = malloc(size), *now = (u8 *)e->uc;
    if (!before)
        return -1;
    uc.reg_write_batch(e->uc, &reg, &value, 1);
    memcpy(before, now, size);
    uc.reg_write(e->uc, REG_RIP, &rip);
    for (size_t at = 0; at < size; at++)
        if (before[at] != now[at]) {
            found += before[at] == 0 && now[at] == 1 ? 1 : 2;
            layout.skip_sync = at;
        }
    free(before);
    return found == 1 ? 0 : -1;
}

/* Copies memory that may not be there; how much could be. */
static ssize_t careful_read(const int pipe_ends[2], const void *from, void *to, size_t bytes)
{
    ssize_t put = write(pipe_ends[1], from, bytes);
    return put <= 0 ? 0 : read(pipe_ends[0], to, put);
}

/* Where the engine keeps the general registers: its structure points to the processor's, and that to where they are, in itself. */
static int find_live(engine *e)
{
    enum { LOOK = 2048, SPAN = 1 << 18, REGS = 16 * 8 };
    u64 marks[16], held[16], inner[LOOK / 8], *outer = (u64 *)e->uc;
    int ends[2];
    save_state(e, (u8 *)held, REGS);
    for (int r = 0; r < 16; r++)
        marks[r] = 0x5ca1ab1e0ddba11ull * (2 * r + 1);
    load_state(e, (u8 *)marks, REGS);
    if (pipe(ends))
        return -1;
    for (size_t at = 0; at < malloc_usable_size(e->uc) / 8 && !e->live; at++) {
        if (outer[at] < PAGE || outer[at] & 7 || outer[at] >> 47)
            continue;
        ssize_t got = careful_read(ends, (void *)outer[at], inner, LOOK);
        for (ssize_t k = 0; k < got / 8 && !e->live; k++) {
            u64 seen[16];
            if (inner[k] - outer[at] < SPAN && !(inner[k] & 7) &&
                careful_read(ends, (void *)inner[k], seen, REGS) == REGS && !memcmp(seen, marks, REGS))
                e->live = (u64 *)inner[k];
        }
    }
    close(ends[0]);
    close(ends[1]);
    load_state(e, (u8 *)held, REGS);
    return e->live && !memcmp(e->live, held, REGS) ? 0 : -1;
}

/* An engine in long mode with paging on, at CPL 3: it has executed SYSRET and faulted at the first fetch. */
static int start_engine(machine *m, int index)
{
    engine *e = &m->engines[index];
    int err;
    size_t hook;
    e->m = m;
    if (!e->fuel)
        e->fuel = &e->fuel_home;
    e->precise = index == 1;
    e->resume_rip = e->last_end = NOWHERE;
    if ((err = uc.open(UC_ARCH_X86, UC_MODE_64, &e->uc)))
        return fail(m, "opening the engine", err);
    if ((err = uc.ctl(e->uc, CTL_CPU_MODEL, m->cpu_model)))
        return fail(m, "choosing the processor model", err);
    if ((err = uc.ctl(e->uc, CTL_BUFFER_SIZE, TRANSLATION_BYTES)))
        return fail(m, "limiting the translated code", err);
    if ((err = uc.ctl(e->uc, CTL_USE_EXITS, 1)))
        return fail(m, "turning off the stop address", err);
    if ((err = uc.mem_map_ptr(e->uc, 0, m->frames * PAGE, UC_PROT_ALL, m->ram)))
        return fail(m, "giving memory to the engine", err);
    if ((err = uc.context_alloc(e->uc, &e->scratch)))
        return fail(m, "allocating a context", err);
    layout.whole = *(size_t *)e->scratch;
    layout.header = uc.context_size(e->uc) - layout.whole;
    if (layout.whole > BLOB_MAX)
        return fail(m, "size of the processor's state", 0);
    struct { u16 selector; u64 base; u32 limit; u32 flags; } gdtr = {0, KERNEL_BASE + GDT_OFFSET, 16 * 8 - 1, 0};
    m->limit += 1; /* even when the guest has used all of it */
    u64 space = index ? fp_new_space(m) : m->spaces[0], cr0 = 0x80050033, cr4 = 0x624;
    m->limit -= 1;
    if (!space)
        return fail(m, "memory", 0);
    write_msr(e->uc, 0xc0000080, 0xd01);                      /* EFER: SCE LME LMA NXE */
    write_msr(e->uc, 0xc0000081, 0x23ull << 48 | 0x10ull << 32); /* STAR, as Linux has it */
    write_msr(e->uc, 0xc0000084, 0x257fd5);                   /* FMASK */
    write_msr(e->uc, 0x174, 0x10);                            /* SYSENTER_CS */
    uc.reg_write(e->uc, REG_GDTR, &gdtr);
    uc.reg_write(e->uc, REG_CR4, &cr4);                       /* PAE, OSFXSR, OSXMMEXCPT, TSD */
    uc.reg_write(e->uc, REG_CR3, &space);
    uc.reg_write(e->uc, REG_CR0, &cr0);                       /* PG AM WP NE ET MP PE */
    if ((err = uc.hook_add(e->uc, &hook, UC_HOOK_INTR, on_interrupt, e, 1, 0)) ||
        (err = uc.hook_add(e->uc, &hook, UC_HOOK_INSN, on_syscall, e, 1, 0, UC_X86_INS_SYSCALL)) ||
        (err = uc.hook_add(e->uc, &hook, UC_HOOK_INSN, on_sysenter, e, 1, 0, UC_X86_INS_SYSENTER)) ||
        (err = uc.hook_add(e->uc, &hook, UC_HOOK_EDGE_GENERATED, on_translation, e, 1, 0)) ||
        (err = add_block_hook(e)))
        return fail(m, "adding hooks", err);
    if (find_live(e) < 0)
        return fail(m, "finding the registers in the processor's state", 0);
    if (!e->precise && (err = aimable_hook(e)))
        return fail(m, "adding the instruction hook", err);
    if (e->precise &&
        ((err = uc.hook_add(e->uc, &hook, UC_HOOK_CODE, on_instruction, e, 1, 0)) ||
         (err = uc.hook_add(e->uc, &hook, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, on_memory, e, 1, 0))))
        return fail(m, "adding hooks", err);
    e->cut_from = e->precise ? 64 : 256;
    e->stop_after = e->stop_rip = e->retranslate = e->flags_rip = e->aimed = NOWHERE;
    if (!(e->cuts = calloc(CUT_SLOTS, sizeof *e->cuts)) || !(e->rewriting = calloc(1, sizeof *e->rewriting)))
        return fail(m, "memory", 0);

    u8 before[BLOB_MAX];
    u64 target = 0x10000, flags = 0x202, pattern[2] = {0x1122334455667788, 0x99aabbccddeeff10}, got;
    save_state(e, before, layout.whole);
    uc.reg_write(e->uc, REG_RCX, &target);
    uc.reg_write(e->uc, REG_R11, &flags);
    e->cr3 = space;
    *e->fuel = 100;
    e->trap = T_NONE;
    err = uc.emu_start(e->uc, KERNEL_BASE, NOWHERE, 0, 0);
    if (err || e->trap != T_PAGE_FAULT || e->address != target)
        return fail(m, "entering user mode", err);
    u8 *state = cpu_state(e->scratch);
    *(size_t *)e->scratch = layout.whole;
    uc.context_save(e->uc, e->scratch);
    if (!layout.known) {
        int found = 0, fourteen = 14, none = -1, error, is_int;
        for (size_t at = 1024; at + 4 <= layout.whole; at += 4)
            if (!memcmp(before + at, &none, 4) && !memcmp(state + at, &fourteen, 4)) {
                layout.old_exception = at;
                found++;
            }
        if (found != 1)
            return fail(m, "finding old_exception in the processor's state", 0);
        memcpy(&error, state + layout.old_exception - ERROR_CODE_BEFORE, 4);
        memcpy(&is_int, state + layout.old_exception - ERROR_CODE_BEFORE + 4, 4);
        if (error != 0x14 || is_int != 0)
            return fail(m, "finding the error code in the processor's state", 0);
    }
    mend_exception(e);
    memcpy(&got, state + CPU_RIP, 8);
    u64 cr3_at;
    u32 cs;
    memcpy(&cr3_at, state + CPU_SEGS + 10 * SEG_SIZE + 3 * 8, 8);
    memcpy(&cs, state + CPU_SEGS + SEG_SIZE, 4);
    if (got != target || cr3_at != space || cs != 0x33)
        return fail(m, "the layout of the processor's state", 0);
    if (!layout.known) {
        for (int reg = 0; reg < 16; reg += 15) {
            uc.reg_write(e->uc, REG_XMM0 + reg, pattern);
            save_state(e, before, layout.whole);
            size_t at = 0;
            while (at + 16 <= layout.whole && memcmp(before + at, pattern, 16))
                at += 8;
            if (at + 16 > layout.whole)
                return fail(m, "finding the SSE registers in the processor's state", 0);
            if (reg == 0)
                layout.xmm0 = at;
            else
                layout.task = at + 64;
            u64 zero[2] = {0, 0};
            uc.reg_write(e->uc, REG_XMM0 + reg, zero);
        }
        if (find_skip_sync(e) < 0)
            return fail(m, "finding a switch in the engine", 0);
        if (find_floating_point(e) < 0)
            return fail(m, "finding the FPU in the processor's state", 0);
        u16 fpcw = 0x37f, fptag = 0xffff;
        u32 mxcsr = 0x1f80;
        uc.reg_write(e->uc, REG_FPCW, &fpcw);
        uc.reg_write(e->uc, REG_FPTAG, &fptag);
        uc.reg_write(e->uc, REG_MXCSR, &mxcsr);
        save_state(e, layout.template_blob, layout.whole);
        layout.known = true;
    }
    e->trap = T_NONE;
    e->cr3 = 0;
    e->stamp = 0;
    if (index)
        fp_free_space(m, space);
    return 0;
}

EXPORT int fp_abi(void) { return FP_ABI; }

EXPORT int fp_bind(const char *path)
{
    void *lib = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!lib)
        return -1;
    struct { const char *name; void **to; } wanted[] = {
        {"uc_open", (void **)&uc.open}, {"uc_close", (void **)&uc.close}, {"uc_ctl", (void **)&uc.ctl},
        {"uc_reg_write_batch", (void **)&uc.reg_write_batch}, {"uc_reg_read", (void **)&uc.reg_read}, {"uc_reg_write", (void **)&uc.reg_write},
        {"uc_emu_start", (void **)&uc.emu_start}, {"uc_emu_stop", (void **)&uc.emu_stop},
        {"uc_hook_add", (void **)&uc.hook_add}, {"uc_mem_map_ptr", (void **)&uc.mem_map_ptr},
        {"uc_context_alloc", (void **)&uc.context_alloc}, {"uc_context_save", (void **)&uc.context_save},
        {"uc_context_restore", (void **)&uc.context_restore}, {"uc_context_size", (void **)&uc.context_size},
        {"uc_free", (void **)&uc.free}, {"uc_strerror", (void **)&uc.strerror},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!(*wanted[i].to = dlsym(lib, wanted[i].name)))
            return -2 - (int)i;
    struct link_map *map;
    if (!dlinfo(lib, RTLD_DI_LINKMAP, &map)) {
        stand_before_translator(lib, map);
        stand_before_floats(lib, map);
    }
    return 0;
}

EXPORT const char *fp_words(machine *m) { return m->words; }
EXPORT u64 *fp_out(machine *m) { return m->out; }
EXPORT u64 fp_context_bytes(void) { return sizeof(context); }

EXPORT void fp_destroy(machine *m)
{
    for (int i = 0; i < 2; i++) {
        if (m->engines[i].scratch)
            uc.free(m->engines[i].scratch);
        if (m->engines[i].uc)
            uc.close(m->engines[i].uc);
        for (u32 n = 0; n < m->engines[i].checked_room; n++)
            free(m->engines[i].checked[n]);
        free(m->engines[i].checked);
        free(m->engines[i].cuts);
        free(m->engines[i].rewriting);
        free(m->engines[i].reverse);
    }
    for (machine **at = &machines; *at; at = &(*at)->next)
        if (*at == m) {
            *at = m->next;
            break;
        }
    for (u64 i = 0; i < m->held_room; i++)
        free_snapshot(m->held[i]);
    free(m->held);
    free(m->live);
    free(m->snaps);
    free(m->flags);
    free(m->free_clean);
    free(m->free_tainted);
    free(m->spaces);
    free(m->log);
    free(m->places);
    free(m->fetches);
    free(m);
}

/* ram: frames pages of zeroed memory, the caller's for the machine's life. NULL only when malloc fails; otherwise
 * fp_words() is empty or says what is wrong. */
EXPORT machine *fp_create(u8 *ram, u64 frames, u64 limit, int cpu_model)
{
    machine *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->ram = ram;
    m->frames = frames & ~63ull;
    m->limit = limit;
    m->cpu_model = cpu_model;
    m->live = calloc(m->frames, 4);
    m->snaps = calloc(m->frames, 4);
    m->flags = calloc(m->frames, 1);
    m->free_clean = malloc(m->frames / 8);
    m->free_tainted = calloc(m->frames / 64, 8);
    memset(m->free_clean, 0xff, m->frames / 8);
    m->free_clean[0] &= ~1ull; /* frame 0 is nobody's */
    m->high_water = 1;
    m->limit += 6; /* until the kernel half is made */
    /* the kernel half, shared by all spaces and reachable by the supervisor only */
    u64 pdpt = alloc_raw(m, true), pd = alloc_raw(m, true), pt = alloc_raw(m, true), stub = alloc_raw(m, true);
    m->gdt_frame = alloc_raw(m, true);
    m->kernel_pdpt = pdpt * PAGE;
    table_of(m, pdpt * PAGE)[0] = pd * PAGE | P_PRESENT | P_WRITE | P_ACCESSED;
    table_of(m, pd * PAGE)[0] = pt * PAGE | P_PRESENT | P_WRITE | P_ACCESSED;
    table_of(m, pt * PAGE)[0] = stub * PAGE | P_PRESENT | P_ACCESSED;
    table_of(m, pt * PAGE)[1] = m->gdt_frame * PAGE | P_PRESENT | P_WRITE | P_ACCESSED | P_DIRTY | P_NX;
    memcpy(m->ram + stub * PAGE, "\x48\x0f\x07", 3); /* sysretq: the one way down to CPL 3 */
    u64 *gdt = table_of(m, m->gdt_frame * PAGE);
    gdt[2] = 0x00af9b000000ffff; /* 0x10 kernel code */
    gdt[3] = 0x00cf93000000ffff; /* 0x18 kernel data */
    gdt[4] = 0x00cffb000000ffff; /* 0x23 user code, 32 bits */
    gdt[5] = 0x00cff3000000ffff; /* 0x2b user data */
    gdt[6] = 0x00affb000000ffff; /* 0x33 user code, 64 bits */
    gdt[15] = PROCESSOR_DESCRIPTOR;
    for (u64 f = 1; f < 6; f++)
        m->flags[f] = FL_PINNED;
    u64 first = fp_new_space(m);
    if (!first || start_engine(m, 0) < 0)
        return m;
    fp_free_space(m, first);
    m->out[O_IN_USE] -= 5; /* what the kernel half takes is not the user's */
    m->limit = limit;
    m->next = machines;
    machines = m;
    return m;
}
