/* What an association PDU says survives writing and reading it again. */
#include "wire/dicom.h"

#include "base/limits.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dicom_associate a, b;
	struct dicom_command command;
	struct dicom_pdu pdu;
	STR_AUTO(to, 2 * LIMIT_FRAME);
	bool last;

	if (dicom_pdu_parse(span_of(data, size), &pdu) < 0)
		return 0;
	if (dicom_data_command(&pdu, 1, &to, &last) == 0 &&
	    dicom_command_parse(str_bytes(&to), &command) == 0)
		HOLDS(fuzz_inside(command.sop_class, str_bytes(&to)));
	str_clear(&to);
	if (dicom_associate_parse(&pdu, &a) < 0)
		return 0;
	dicom_associate_put(&to, &a);
	HOLDS(
	    dicom_pdu_parse(str_bytes(&to), &pdu) == 0 && dicom_associate_parse(&pdu, &b) == 0);
	HOLDS(a.ncontexts == b.ncontexts && a.max_length == b.max_length &&
	      fuzz_same(a.version, b.version));
	HOLDS(fuzz_same(a.implementation, b.implementation) && fuzz_same(a.called, b.called));
	return 0;
}
