/* The floor of the sensor: a capture read, then also decoded, then also put into flows and
 * streams, then all of it, as processor time a packet. Usage: bench-sensor CAPTURE [PASSES
 * [STAGE]]; prints a line of JSON; STAGE (read, decode, flow, all): that one alone. */
#include "sense/worker.h"

#include "base/parse.h"
#include "flow/tcp.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum stage { READ, DECODE, FLOW, ALL, STAGES };

struct run {
	enum stage stage;
	struct defrag *defrag;
	struct flow_table *table;
	struct stream_pool *pool;
	struct worker *worker;
	uint64_t frames, bytes, sum;
};

static void on_data(
    void *ctx, struct flow *flow, enum flow_dir dir, struct span data, uint64_t at)
{
	struct run *run = ctx;

	run->sum += flow->id + data.n + at + dir;
}

static void on_gap(void *ctx, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	((struct run *)ctx)->sum += flow->id + dir + n;
}

static void on_end(void *ctx, struct flow *flow, enum flow_dir dir)
{
	((struct run *)ctx)->sum += flow->id + dir;
}

static void on_done(void *ctx, struct flow *flow)
{
	struct run *run = ctx;

	if (flow->side[0].stream)
		stream_flow_done(run->pool, flow);
}

static void on_packet(void *ctx, struct packet *p)
{
	struct run *run = ctx;
	enum flow_dir dir;
	struct flow *flow;

	run->sum += p->dport;
	if (run->stage == DECODE || !(flow = flow_table_take(run->table, p, &dir)) ||
	    p->proto != 6)
		return;
	if (tcp_take(flow, p, dir, true))
		stream_put(run->pool, flow, p, dir);
	stream_flush(run->pool, flow, p, dir);
}

static void take(struct run *run, const struct capture_frame *f)
{
	struct packet p = {.time = f->time,
	    .nr = f->nr,
	    .frame = f->bytes,
	    .caplen = f->caplen,
	    .wirelen = f->wirelen};

	run->frames++;
	run->bytes += f->caplen;
	if (run->stage == READ)
		run->sum += f->caplen ? f->bytes[0] : 0;
	else if (run->stage == ALL)
		worker_frame(run->worker, f);
	else
		packet_decode(&p, f->link, run->defrag, on_packet, run);
}

static double seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One pass; gives nanoseconds of processor time a packet. */
static double pass(const char *path, enum stage stage, struct run *run, struct msg *msg)
{
	struct worker_settings s = worker_settings_usual;
	struct stream_sink sink = {run, on_data, on_gap, on_end};
	struct eve_out *out = eve_out_new(open("/dev/null", O_WRONLY | O_CLOEXEC));
	struct capture_file *file = NULL;
	struct capture_frame frame;
	double begun;

	s.flow = flow_settings_usual;
	s.stream = stream_settings_usual;
	s.defrag = defrag_settings_usual;
	s.eve = eve_settings_usual;
	s.proto = proto_limits_usual;
	*run = (struct run){.stage = stage};
	if (capture_file_open(path, UINT64_MAX, &file, msg) < 0 ||
	    worker_new(&s, out, &run->worker, msg) < 0)
		return -1;
	begun = seconds();
	run->defrag = defrag_new(&s.defrag);
	run->pool = stream_pool_new(&s.stream, &sink);
	run->table = flow_table_new(&s.flow, on_done, run);
	while (capture_file_next(file, &frame, msg) == 0)
		take(run, &frame);
	(void)flow_table_free(run->table);
	(void)worker_free(run->worker);
	begun = seconds() - begun;
	(void)stream_pool_free(run->pool);
	(void)defrag_free(run->defrag);
	(void)capture_file_free(file);
	(void)eve_out_free(out);
	return begun * 1e9 / (double)MAX(run->frames, 1);
}

static bool wanted(int argc, char **argv, const char *name)
{
	return argc < 4 || strcmp(argv[3], name) == 0;
}

int main(int argc, char **argv)
{
	static const char *const names[STAGES] = {"read", "decode", "flow", "all"};
	int64_t passes = 3;
	struct msg msg = {0};
	struct run run = {0};
	double best[STAGES] = {0};

	if (argc < 2 || (argc > 2 && parse_int(span_str(argv[2]), 1, 1000, &passes) < 0))
		return 2;
	for (int stage = 0; stage < STAGES; stage++)
		for (int64_t i = 0; wanted(argc, argv, names[stage]) && i < passes; i++) {
			double ns = pass(argv[1], (enum stage)stage, &run, &msg);

			if (ns < 0) {
				(void)fprintf(stderr, "%s %s\n", msg.what, msg.detail);
				return 1;
			}
			best[stage] = i == 0 || ns < best[stage] ? ns : best[stage];
		}
	(void)printf("{\"packets\":%llu,\"bytes\":%llu", (unsigned long long)run.frames,
	    (unsigned long long)run.bytes);
	for (int stage = 0; stage < STAGES; stage++)
		(void)printf(",\"%s_ns\":%.1f", names[stage], best[stage]);
	(void)puts("}");
	return 0;
}
