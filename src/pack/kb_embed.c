#include "pack/kb.h"

#include "base/log.h"
#include "kb_pack.h" /* made by tools/kb-compile: KB_PACK_FILE, and the checksum, so that a new pack is embedded anew */

#include <stdlib.h>
#include <threads.h>

__asm__(".section .rodata\n"
	".balign 16\n"
	".type kb_pack_begin, %object\n"
	"kb_pack_begin:\n"
	".incbin \"" KB_PACK_FILE "\"\n"
	"kb_pack_end:\n"
	".size kb_pack_begin, . - kb_pack_begin\n"
	".previous\n");

extern const uint8_t kb_pack_begin[], kb_pack_end[];

static struct pack builtin;
static once_flag once = ONCE_FLAG_INIT;

/* The pack was checked when it was built: if it is not good now, the program file itself is
 * damaged. */
static void builtin_init(void)
{
	struct msg msg = {0};
	struct span bytes = span_of(kb_pack_begin, (size_t)(kb_pack_end - kb_pack_begin));

	if (pack_from_memory(bytes, &builtin, &msg) < 0) {
		log_msg(LOG_ERROR, &msg);
		abort();
	}
}

const struct pack *kb_builtin(void)
{
	call_once(&once, builtin_init);
	return &builtin;
}
