#include "proto/http_impl.h"

/* Headers that are buffers of their own. */
static const struct {
	const char *name;
	uint8_t dirs; /* bits 1 << enum flow_dir */
	enum buffer_id id;
} rows[] = {
    {"user-agent", 1, BUFFER_HTTP_USER_AGENT},
    {"cookie", 1, BUFFER_HTTP_COOKIE},
    {"set-cookie", 2, BUFFER_HTTP_COOKIE},
    {"accept", 1, BUFFER_HTTP_ACCEPT},
    {"accept-encoding", 1, BUFFER_HTTP_ACCEPT_ENC},
    {"accept-language", 1, BUFFER_HTTP_ACCEPT_LANG},
    {"referer", 1, BUFFER_HTTP_REFERER},
    {"connection", 3, BUFFER_HTTP_CONNECTION},
    {"content-length", 3, BUFFER_HTTP_CONTENT_LEN},
    {"content-type", 3, BUFFER_HTTP_CONTENT_TYPE},
    {"location", 2, BUFFER_HTTP_LOCATION},
    {"server", 2, BUFFER_HTTP_SERVER},
};

void http_impl_header(struct tx *tx, enum flow_dir dir, struct span name, struct span value)
{
	struct http_own *own = tx->own;
	struct http_pair pair = {arena_span(tx->arena, name), arena_span(tx->arena, value)};

	vec_push(tx->arena, &own->headers[dir], pair);
}

struct span http_impl_find(const struct http_own *own, enum flow_dir dir, const char *name)
{
	for (size_t i = 0; i < own->headers[dir].n; i++)
		if (span_ieq(own->headers[dir].items[i].name, name))
			return own->headers[dir].items[i].value;
	return span_of(NULL, 0);
}

static bool cookie(struct span name, enum flow_dir dir)
{
	return span_ieq(name, dir == FLOW_TO_SERVER ? "cookie" : "set-cookie");
}

static char *put(char *to, struct span s)
{
	if (s.n)
		memcpy(to, s.p, s.n);
	return to + s.n;
}

static char *put_text(char *to, const char *s, size_t n)
{
	memcpy(to, s, n);
	return to + n;
}

/* All headers as "name: value" lines, the names alone, and each one. */
static void add_lists(struct tx *tx, enum flow_dir dir)
{
	const struct http_own *own = tx->own;
	size_t size = 4;
	char *lines, *names, *to, *name_to;

	vec_foreach (h, &own->headers[dir])
		size += h->name.n + h->value.n + 4;
	lines = to = arena_alloc(tx->arena, size);
	names = name_to = arena_alloc(tx->arena, size);
	name_to = put_text(name_to, "\r\n", 2);
	vec_foreach (h, &own->headers[dir]) {
		char *begin = to;

		name_to = put(name_to, h->name);
		name_to = put_text(name_to, "\r\n", 2);
		if (cookie(h->name, dir) || (h->name.n && h->name.p[0] == ':'))
			continue;
		to = put(to, h->name);
		to = put_text(to, ": ", 2);
		to = put(to, h->value);
		proto_tx_add(tx,
		    dir == FLOW_TO_SERVER ? BUFFER_HTTP_REQUEST_HEADER
					  : BUFFER_HTTP_RESPONSE_HEADER,
		    dir, span_of(begin, (size_t)(to - begin)));
		to = put_text(to, "\r\n", 2);
	}
	name_to = put_text(name_to, "\r\n", 2);
	proto_tx_add(tx, BUFFER_HTTP_HEADER, dir, span_of(lines, (size_t)(to - lines)));
	proto_tx_add(
	    tx, BUFFER_HTTP_HEADER_NAMES, dir, span_of(names, (size_t)(name_to - names)));
}

/* The first line, the headers and the empty line. */
static void add_start(struct tx *tx, enum flow_dir dir)
{
	struct span line = proto_tx_get(
	    tx, dir == FLOW_TO_SERVER ? BUFFER_HTTP_REQUEST_LINE : BUFFER_HTTP_RESPONSE_LINE);
	const struct http_own *own = tx->own;
	size_t size = line.n + 4;
	char *text, *to;

	vec_foreach (h, &own->headers[dir])
		size += h->name.n + h->value.n + 4;
	text = to = arena_alloc(tx->arena, size);
	to = put(to, line);
	to = put_text(to, "\r\n", 2);
	vec_foreach (h, &own->headers[dir]) {
		to = put(to, h->name);
		to = put_text(to, ": ", 2);
		to = put(to, h->value);
		to = put_text(to, "\r\n", 2);
	}
	to = put_text(to, "\r\n", 2);
	proto_tx_add(tx, BUFFER_HTTP_START, dir, span_of(text, (size_t)(to - text)));
}

/* A media type without its parameters. */
static struct span media_type(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';' || value.p[i] == ' ')
			return span_sub(value, 0, i);
	return value;
}

static void note_request(struct http_own *own)
{
	own->agent = http_impl_find(own, FLOW_TO_SERVER, "user-agent");
	own->referer = http_impl_find(own, FLOW_TO_SERVER, "referer");
	own->xff = http_impl_find(own, FLOW_TO_SERVER, "x-forwarded-for");
	if (span_ifind(http_impl_find(own, FLOW_TO_SERVER, "accept"), "fhir+") >= 0)
		own->fhir = true;
}

static void note_response(struct http_own *own)
{
	own->type = media_type(http_impl_find(own, FLOW_TO_CLIENT, "content-type"));
	own->location = http_impl_find(own, FLOW_TO_CLIENT, "location");
	own->range = http_impl_find(own, FLOW_TO_CLIENT, "content-range");
}

void http_impl_headers(struct tx *tx, enum flow_dir dir)
{
	struct http_own *own = tx->own;

	own->told[dir] = true;
	for (size_t i = 0; i < own->headers[dir].n; i++) {
		const struct http_pair *h = &own->headers[dir].items[i];

		for (size_t k = 0; k < ARRAY_LEN(rows); k++)
			if (rows[k].dirs >> dir & 1 && span_ieq(h->name, rows[k].name))
				proto_tx_add(tx, rows[k].id, dir, h->value);
	}
	add_lists(tx, dir);
	add_start(tx, dir);
	if (span_ifind(http_impl_find(own, dir, "content-type"), "application/fhir+") >= 0)
		own->fhir = true;
	if (dir == FLOW_TO_SERVER)
		note_request(own);
	else
		note_response(own);
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

void http_impl_host(struct tx *tx, struct span authority)
{
	struct http_own *own = tx->own;
	size_t n = authority.n;
	char *to;
	int port = 0;

	for (size_t i = authority.n; i > 0; i--) {
		uint8_t c = authority.p[i - 1];

		if (c == ':' && i < authority.n && port >= 0) {
			n = i - 1;
			break;
		}
		if (c < '0' || c > '9')
			break;
	}
	for (size_t i = n + 1; i < authority.n && port <= 65535; i++)
		port = port * 10 + (authority.p[i] - '0');
	to = arena_alloc(tx->arena, n);
	for (size_t i = 0; i < n; i++)
		to[i] = lower((char)authority.p[i]);
	own->host = span_of(to, n);
	own->port = port <= 65535 ? port : 0;
}

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct span http_impl_decoded(struct arena *arena, struct span path)
{
	uint8_t *to = arena_alloc(arena, path.n);
	size_t n = 0;

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] == '%' && i + 2 < path.n && hex(path.p[i + 1]) >= 0 &&
		    hex(path.p[i + 2]) >= 0) {
			to[n++] = (uint8_t)(hex(path.p[i + 1]) << 4 | hex(path.p[i + 2]));
			i += 2;
		} else {
			to[n++] = path.p[i];
		}
	}
	return span_of(to, n);
}

/* FHIR R5's and R4's resources that care knows by name; a search's or read's path has one. */
static const char *const resources[] = {"AllergyIntolerance", "Appointment", "AuditEvent",
    "Basic", "Binary", "BodyStructure", "Bundle", "CarePlan", "CareTeam", "ChargeItem", "Claim",
    "ClinicalImpression", "CodeSystem", "Communication", "Composition", "ConceptMap",
    "Condition", "Consent", "Contract", "Coverage", "Device", "DeviceRequest",
    "DiagnosticReport", "DocumentReference", "Encounter", "Endpoint", "EpisodeOfCare",
    "ExplanationOfBenefit", "FamilyMemberHistory", "Flag", "Goal", "Group", "HealthcareService",
    "ImagingStudy", "Immunization", "List", "Location", "Media", "Medication",
    "MedicationAdministration", "MedicationDispense", "MedicationRequest",
    "MedicationStatement", "MessageHeader", "NutritionOrder", "Observation", "OperationOutcome",
    "Organization", "Parameters", "Patient", "Person", "Practitioner", "PractitionerRole",
    "Procedure", "Provenance", "Questionnaire", "QuestionnaireResponse", "RelatedPerson",
    "RiskAssessment", "Schedule", "ServiceRequest", "Slot", "Specimen", "StructureDefinition",
    "Subscription", "Substance", "Task", "ValueSet", "VisionPrescription", "metadata"};

struct span http_impl_resource(struct span path)
{
	struct span found = {0}, part;
	ptrdiff_t query = span_find(path, "?");

	path = span_sub(path, 0, query >= 0 ? (size_t)query : path.n);
	while (span_split(&path, '/', &part))
		for (size_t i = 0; i < ARRAY_LEN(resources); i++)
			if (span_eq(part, resources[i]))
				found = part;
	return found;
}
