/* What FTP's control connections tell its data connections, a thread: who is expected where. */
#ifndef VARDE_PROTO_FTP_IMPL_H
#define VARDE_PROTO_FTP_IMPL_H

#include "proto/proto_impl.h"

enum { FTP_EXPECTED = 256, FTP_COMMAND = 8, FTP_NAME = 256 };

struct ftp_expected {
	uint64_t nr;   /* of the announcement; 0: free */
	int64_t until; /* microseconds since 1970 */
	uint8_t family, address[16];
	char command[FTP_COMMAND];
	char name[FTP_NAME];
	uint16_t name_n;
};

struct ftp_shared {
	struct ftp_expected rows[FTP_EXPECTED]; /* the newest overwrite the oldest */
	uint16_t ports[FTP_EXPECTED];           /* of the rows, close together; 0: free */
	size_t live;                            /* rows that are not free */
	uint64_t last;
};

/* Somebody is expected to connect there soon (now: of the control connection); gives the
 * announcement's number. */
uint64_t ftp_data_expect(
    struct proto_env *env, uint8_t family, const uint8_t *address, uint16_t port, int64_t now);

/* What for, once it is known; nothing when it is too old. */
void ftp_data_name(struct proto_env *env, uint64_t nr, const char *command, struct span name);

#endif
