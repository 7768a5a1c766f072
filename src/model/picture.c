#include "model/picture.h"

static const struct field picture_fields[] = {
    F_TEXT(picture, id, FIELD_REQUIRED, 20,
	"The period: a year, or year for the last twelve months."),
    F_TIME(picture, since, 0, "First moment that counts."),
    F_TIME(picture, until, 0, "First moment that counts no more."),
    F_TIME(picture, made, 0, "When it was made."),
    F_TEXT(picture, document, 0, 1 << 20, "Its figures, JSON."),
};

const struct record_type picture_type =
    RECORD_TYPE("picture", picture, picture_fields, "The sector's picture of a period.");
