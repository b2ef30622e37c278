// slow
/* pathconf(3), fpathconf(3), sysconf(3): what the file system and the system allow, here as there. */
#include "behaviour.h"

int main(void)
{
	int p[2];
	CHECK(pipe(p) == 0);
	int names[] = {_PC_LINK_MAX, _PC_MAX_CANON, _PC_MAX_INPUT, _PC_NAME_MAX, _PC_PATH_MAX, _PC_PIPE_BUF, _PC_CHOWN_RESTRICTED, _PC_NO_TRUNC, _PC_VDISABLE,
		       _PC_SYNC_IO, _PC_FILESIZEBITS, _PC_SYMLINK_MAX, _PC_2_SYMLINKS, _PC_REC_XFER_ALIGN, _PC_ALLOC_SIZE_MIN, 9999};
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		errno = 0;
		long a = pathconf(".", names[i]);
		int e = errno;
		errno = 0;
		printf("%d: %ld %s, of a pipe %ld\n", names[i], a, a == -1 && e ? strerrorname_np(e) : "", fpathconf(p[0], names[i]));
	}
	SHOW(pathconf("none", _PC_NAME_MAX));
	SHOW(fpathconf(99, _PC_NAME_MAX));
	int system_[] = {_SC_PAGESIZE, _SC_CLK_TCK, _SC_NGROUPS_MAX, _SC_IOV_MAX, _SC_HOST_NAME_MAX, _SC_SYMLOOP_MAX, _SC_TTY_NAME_MAX, _SC_ARG_MAX > 0, _SC_SEM_NSEMS_MAX,
			 _SC_RTSIG_MAX, _SC_MQ_PRIO_MAX, _SC_MAPPED_FILES, _SC_ASYNCHRONOUS_IO, _SC_SHARED_MEMORY_OBJECTS, _SC_FSYNC, _SC_SAVED_IDS};
	for (unsigned i = 0; i < sizeof system_ / sizeof *system_; i++)
		printf("%d: %ld\n", system_[i], sysconf(system_[i]));
	return 0;
}
