#include "os/privilege.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int refuse(const char *step, struct msg *msg)
{
	msg_what(msg, "rights could not be given up");
	msg_detail(msg, "%s: %s", step, strerrordesc_np(errno));
	msg_hint(
	    msg, "nothing was captured; start as root, or as a user with CAP_NET_RAW alone");
	return ERR_IO;
}

static int become(const char *user, struct msg *msg)
{
	const struct passwd *pw =
	    getpwnam(user); /* NOLINT(concurrency-mt-unsafe): before threads */

	if (!pw) {
		msg_what(msg, "there is no user %s", user);
		msg_hint(msg, "name one of this machine by --user");
		return ERR_NOTFOUND;
	}
	if (setgroups(0, NULL) < 0 || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0)
		return refuse("becoming another user", msg);
	return 0;
}

int privilege_drop(const char *user, struct msg *msg)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};
	bool root = geteuid() == 0;
	int r;

	/* The bounding set first: it takes a capability to empty it. Others may not; they have
	 * nothing to lose by it. */
	for (unsigned long cap = 0; cap <= 63 && root; cap++)
		(void)prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	r = root ? become(user ? user : "nobody", msg) : 0;
	if (r < 0)
		return r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_capset, &head, none) < 0)
		return refuse("capabilities", msg);
	return 0;
}

int privilege_give(const char *path, const char *user, struct msg *msg)
{
	const struct passwd *pw;

	if (geteuid() != 0)
		return 0;
	pw = getpwnam(user ? user : "nobody"); /* NOLINT(concurrency-mt-unsafe): as above */
	if (!pw) {
		msg_what(msg, "there is no user %s", user ? user : "nobody");
		msg_hint(msg, "name one of this machine by --user");
		return ERR_NOTFOUND;
	}
	return chown(path, pw->pw_uid, pw->pw_gid) < 0 ? refuse(path, msg) : 0;
}
