#include "pack/knowledge.h"

#include "base/log.h"
#include "starter_pack.h" /* made by tools/starter-pack.c: STARTER_PACK_FILE, and its checksum */

#include <stdlib.h>
#include <threads.h>

__asm__(".section .rodata\n"
	".balign 16\n"
	".type starter_pack_begin, %object\n"
	"starter_pack_begin:\n"
	".incbin \"" STARTER_PACK_FILE "\"\n"
	"starter_pack_end:\n"
	".size starter_pack_begin, . - starter_pack_begin\n"
	".previous\n");

extern const uint8_t starter_pack_begin[], starter_pack_end[];

static struct knowledge_pack builtin;
static once_flag once = ONCE_FLAG_INIT;

static void builtin_init(void)
{
	struct msg msg = {0};
	struct span bytes =
	    span_of(starter_pack_begin, (size_t)(starter_pack_end - starter_pack_begin));

	if (knowledge_from_memory(bytes, &builtin, &msg) < 0) {
		log_msg(LOG_ERROR, &msg);
		abort();
	}
}

const struct knowledge_pack *knowledge_builtin(void)
{
	call_once(&once, builtin_init);
	return &builtin;
}
