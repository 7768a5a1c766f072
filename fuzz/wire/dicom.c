/* What an association PDU says survives writing and reading it again; the other PDUs must only
 * not crash. */
#include "wire/dicom.h"
#include "base/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct dicom_associate a, b;
	struct dicom_command command;
	struct dicom_pdu pdu;
	STR_AUTO(to, 2 * LIMIT_FRAME);
	bool last;

	if (dicom_pdu_parse(span_of(p, n), &pdu) < 0)
		return 0;
	if (dicom_data_command(&pdu, 1, &to, &last) == 0)
		(void)!dicom_command_parse(str_bytes(&to), &command);
	str_clear(&to);
	if (dicom_associate_parse(&pdu, &a) < 0)
		return 0;
	dicom_associate_put(&to, &a);
	if (dicom_pdu_parse(str_bytes(&to), &pdu) < 0 || dicom_associate_parse(&pdu, &b) < 0 ||
	    a.ncontexts != b.ncontexts || a.version.n != b.version.n ||
	    a.called.n != b.called.n)
		abort();
	return 0;
}
