/*
 * The cases of Nicolas Seriot's JSONTestSuite ("Parsing JSON is a minefield"), rewritten from
 * their names: a name says which fact is tested, the bytes that show it are ours. y_ must be
 * accepted, n_ refused, i_ is free and shows what we decided; x_ are rows of our own.
 *
 * Decided: bytes that are no UTF-8, lone surrogates (escaped or encoded), UTF-16 and a byte
 * order mark are refused (RFC 8259 section 8.1). A number beyond the range of a double becomes
 * the nearest finite one, so that no infinity enters and what is written is JSON again
 * (section 6). Nesting over LIMIT_JSON_DEPTH and numbers over LIMIT_JSON_NUMBER bytes are
 * ERR_LIMIT (section 9).
 */
#include "json_check.h"
#include "test.h"

static const struct json_case accepted[] = {
    OK("y_array_arraysWithSpaces", "[[]  ]"),
    OK("y_array_empty-string", "[\"\"]"),
    OK("y_array_empty", "[]"),
    OK("y_array_ending_with_newline", "[\"ward\"]"),
    OK("y_array_false", "[false]"),
    OK("y_array_heterogeneous", "[null, 7, \"7\", {}]"),
    OK("y_array_null", "[null]"),
    OK("y_array_with_1_and_newline", "[1\n]"),
    OK("y_array_with_leading_space", " [1]"),
    OK("y_array_with_several_null", "[8,null,null,null,9]"),
    OK("y_array_with_trailing_space", "[2] "),
    OK("y_number", "[321e54]"),
    OK("y_number_0e+1", "[0e+1]"),
    OK("y_number_0e1", "[0e1]"),
    OK("y_number_after_space", "[ 6]"),
    OK("y_number_double_close_to_zero",
	"[-0.0000000000000000000000000000000000000000000000000000000000000000000000000002]\n"),
    OK("y_number_int_with_exp", "[30e1]"),
    OK("y_number_minus_zero", "[-0]"),
    OK("y_number_negative_int", "[-456]"),
    OK("y_number_negative_one", "[-1]"),
    OK("y_number_negative_zero", "[-0]"),
    OK("y_number_real_capital_e", "[1E23]"),
    OK("y_number_real_capital_e_neg_exp", "[3E-2]"),
    OK("y_number_real_capital_e_pos_exp", "[3E+2]"),
    OK("y_number_real_exponent", "[321e54]"),
    OK("y_number_real_fraction_exponent", "[32.125e67]"),
    OK("y_number_real_neg_exp", "[3e-2]"),
    OK("y_number_real_pos_exponent", "[3e+2]"),
    OK("y_number_simple_int", "[104]"),
    OK("y_number_simple_real", "[104.2762]"),
    OK("y_object", "{\"ae\":\"title\", \"port\":\"dicom\"}"),
    OK("y_object_basic", "{\"ae\":\"title\"}"),
    OK("y_object_duplicated_key", "{\"k\":\"v\",\"k\":\"w\"}"),
    OK("y_object_duplicated_key_and_value", "{\"k\":\"v\",\"k\":\"v\"}"),
    OK("y_object_empty", "{}"),
    OK("y_object_empty_key", "{\"\":0}"),
    OK("y_object_escaped_null_in_key", "{\"be\\u0000fore\": 3}"),
    OK("y_object_extreme_numbers", "{ \"least\": -2.0e+27, \"most\": 2.0e+27 }"),
    OK("y_object_long_strings",
	"{\"id\": \"000000000000000000000000000000000000000000000000\", \"in\":[{\"id\": "
	"\"111111111111111111111111111111111111111111111111\"}]}"),
    OK("y_object_simple", "{\"k\":[]}"),
    OK("y_object_string_unicode", "{\"by\":\"\\u0411\\u043e\\u043b\\u044c\\u043d\\u0438\" }"),
    OK("y_object_with_newlines", "{\n\"k\": \"v\"\n}"),
    OK("y_string_1_2_3_bytes_UTF-8_sequences", "[\"\\u0041\\u00e9\\u20AC\"]"),
    OK("y_string_accepted_surrogate_pair", "[\"\\uD800\\udf48\"]"),
    OK("y_string_accepted_surrogate_pairs", "[\"\\ud83c\\udfe5\\ud83d\\ude91\"]"),
    OK("y_string_allowed_escapes", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
    OK("y_string_backslash_and_u_escaped_zero", "[\"\\\\u0000\"]"),
    OK("y_string_backslash_doublequotes", "[\"\\\"\"]"),
    OK("y_string_comments", "[\"x/*y*/z/*w//v\"]"),
    OK("y_string_double_escape_a", "[\"\\\\a\"]"),
    OK("y_string_double_escape_n", "[\"\\\\n\"]"),
    OK("y_string_escaped_control_character", "[\"\\u001b\"]"),
    OK("y_string_escaped_noncharacter", "[\"\\uFFFF\"]"),
    OK("y_string_in_array", "[\"ward\"]"),
    OK("y_string_in_array_with_leading_space", "[ \"ward\"]"),
    OK("y_string_last_surrogates_1_and_2", "[\"\\uDBFF\\uDFFF\"]"),
    OK("y_string_nbsp_uescaped", "[\"no\\u00A0break\"]"),
    OK("y_string_nonCharacterInUTF-8_U+10FFFF", "[\"\xf4\x8f\xbf\xbf\"]"),
    OK("y_string_nonCharacterInUTF-8_U+FFFF", "[\"\xef\xbf\xbf\"]"),
    OK("y_string_null_escape", "[\"\\u0000\"]"),
    OK("y_string_one-byte-utf-8", "[\"\\u003b\"]"),
    OK("y_string_pi", "[\"\xcf\x80\"]"),
    OK("y_string_reservedCharacterInUTF-8_U+1BFFF", "[\"\xf0\x9b\xbf\xbf\"]"),
    OK("y_string_simple_ascii", "[\"ward \"]"),
    OK("y_string_space", "\" \""),
    OK("y_string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF", "[\"\\uD834\\uDd1e\"]"),
    OK("y_string_three-byte-utf-8", "[\"\\u0905\"]"),
    OK("y_string_two-byte-utf-8", "[\"\\u0142\"]"),
    OK("y_string_u+2028_line_sep", "[\"\xe2\x80\xa8\"]"),
    OK("y_string_u+2029_par_sep", "[\"\xe2\x80\xa9\"]"),
    OK("y_string_uEscape", "[\"\\u0062\\u75c5\\u9662\\u30ED\"]"),
    OK("y_string_uescaped_newline", "[\"one\\u000Atwo\"]"),
    OK("y_string_unescaped_char_delete", "[\"\x7f\"]"),
    OK("y_string_unicode", "[\"\\uA66C\"]"),
    OK("y_string_unicodeEscapedBackslash", "[\"\\u005C\"]"),
    OK("y_string_unicode_2", "[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]"),
    OK("y_string_unicode_U+10FFFE_nonchar", "[\"\\uDBFF\\uDFFE\"]"),
    OK("y_string_unicode_U+1FFFE_nonchar", "[\"\\uD83F\\uDFFE\"]"),
    OK("y_string_unicode_U+200B_ZERO_WIDTH_SPACE", "[\"\\u200B\"]"),
    OK("y_string_unicode_U+2064_invisible_plus", "[\"\\u2064\"]"),
    OK("y_string_unicode_U+FDD0_nonchar", "[\"\\uFDD0\"]"),
    OK("y_string_unicode_U+FFFE_nonchar", "[\"\\uFFFE\"]"),
    OK("y_string_unicode_escaped_double_quote", "[\"\\u0022\"]"),
    OK("y_string_utf8", "[\"\xe2\x82\xac\xf0\x9d\x84\x9e\"]"),
    OK("y_string_with_del_character", "[\"x\x7fx\"]"),
    OK("y_structure_lonely_false", "false"),
    OK("y_structure_lonely_int", "17"),
    OK("y_structure_lonely_negative_real", "-0.3"),
    OK("y_structure_lonely_null", "null"),
    OK("y_structure_lonely_string", "\"ward\""),
    OK("y_structure_lonely_true", "true"),
    OK("y_structure_string_empty", "\"\""),
    OK("y_structure_trailing_newline", "[\"ward\"]\n"),
    OK("y_structure_true_in_array", "[true]"),
    OK("y_structure_whitespace_array", " [] "),
    OK("x_all_white_space",
	"\r\n\t [ \r\n\t1 \r\n\t, \r\n\t{ \r\n\t\"\" \r\n\t: \r\n\t2 } ] \t"),
    OK("x_real_with_whole_value", "[1.0,1e2,-3.0E0,4503599627370496.0]"),
    OK("x_integer_bounds", "[9223372036854775807,-9223372036854775808]"),
    OK("x_real_bounds", "[1.7976931348623157e308,2.2250738585072014e-308,5e-324,-0.0]"),
};

static const struct json_case refused_arrays[] = {
    NO("n_array_1_true_without_comma", "[3 true]"),
    NO("n_array_a_invalid_utf8", "[a\xe5]"),
    NO("n_array_colon_instead_of_comma", "[\"\": 3]"),
    NO("n_array_comma_after_close", "[\"\"],"),
    NO("n_array_comma_and_number", "[,3]"),
    NO("n_array_double_comma", "[3,,4]"),
    NO("n_array_double_extra_comma", "[\"w\",,]"),
    NO("n_array_extra_close", "[\"w\"]]"),
    NO("n_array_extra_comma", "[\"\",]"),
    NO("n_array_incomplete", "[\"w\""),
    NO("n_array_incomplete_invalid_value", "[w"),
    NO("n_array_inner_array_no_comma", "[5[6]]"),
    NO("n_array_invalid_utf8", "[\xff]"),
    NO("n_array_items_separated_by_semicolon", "[3;4]"),
    NO("n_array_just_comma", "[,]"),
    NO("n_array_just_minus", "[-]"),
    NO("n_array_missing_value", "[  , \"\"]"),
    NO("n_array_newlines_unclosed", "[\"w\",\n5\n,3,"),
    NO("n_array_number_and_comma", "[3,]"),
    NO("n_array_number_and_several_commas", "[3,,]"),
    NO("n_array_spaces_vertical_tab_formfeed", "[\"\vw\"\\f]"),
    NO("n_array_star_inside", "[*]"),
    NO("n_array_unclosed", "[\"\""),
    NO("n_array_unclosed_trailing_comma", "[3,"),
    NO("n_array_unclosed_with_new_lines", "[3,\n3\n,3"),
    NO("n_array_unclosed_with_object_inside", "[{}"),
    NO("x_array_closed_as_object", "[3}"),
    NO("x_array_items_separated_by_colon", "[3:4]"),
};

static const struct json_case refused_words[] = {
    NO("n_incomplete_false", "[fals]"),
    NO("n_incomplete_null", "[nul]"),
    NO("n_incomplete_true", "[tru]"),
    NO("n_multidigit_number_then_00", "456\0"),
    NO("n_single_space", " "),
    NO("x_word_longer_than_null", "[nulll]"),
    NO("x_word_capital", "[NULL]"),
    NO("x_word_undefined", "[undefined]"),
    NO("x_words_without_comma", "[truefalse]"),
    NO("x_lone_word_cut", "tru"),
};

static const struct json_case refused_numbers[] = {
    NO("n_number_++", "[++45]"),
    NO("n_number_+1", "[+1]"),
    NO("n_number_+Inf", "[+Inf]"),
    NO("n_number_-01", "[-01]"),
    NO("n_number_-1.0.", "[-1.0.]"),
    NO("n_number_-2.", "[-2.]"),
    NO("n_number_-NaN", "[-NaN]"),
    NO("n_number_.-1", "[.-1]"),
    NO("n_number_.2e-3", "[.2e-3]"),
    NO("n_number_0.1.2", "[0.1.2]"),
    NO("n_number_0.3e+", "[0.3e+]"),
    NO("n_number_0.3e", "[0.3e]"),
    NO("n_number_0.e1", "[0.e1]"),
    NO("n_number_0_capital_E+", "[0E+]"),
    NO("n_number_0_capital_E", "[0E]"),
    NO("n_number_0e+", "[0e+]"),
    NO("n_number_0e", "[0e]"),
    NO("n_number_1.0e+", "[1.0e+]"),
    NO("n_number_1.0e-", "[1.0e-]"),
    NO("n_number_1.0e", "[1.0e]"),
    NO("n_number_1_000", "[1 000.0]"),
    NO("n_number_1eE2", "[1eE2]"),
    NO("n_number_2.e+3", "[2.e+3]"),
    NO("n_number_2.e-3", "[2.e-3]"),
    NO("n_number_2.e3", "[2.e3]"),
    NO("n_number_9.e+", "[9.e+]"),
    NO("n_number_Inf", "[Inf]"),
    NO("n_number_NaN", "[NaN]"),
    NO("n_number_U+FF11_fullwidth_digit_one", "[\xef\xbc\x91]"),
    NO("n_number_expression", "[3+4]"),
    NO("n_number_hex_1_digit", "[0x7]"),
    NO("n_number_hex_2_digits", "[0x7f]"),
    NO("n_number_infinity", "[Infinity]"),
    NO("n_number_invalid+-", "[0e+-1]"),
    NO("n_number_invalid-negative-real", "[-45.625ward]"),
    NO("n_number_invalid-utf-8-in-bigger-int", "[456\xe5]"),
    NO("n_number_invalid-utf-8-in-exponent", "[4e5\xe5]"),
    NO("n_number_invalid-utf-8-in-int", "[0\xe5]\n"),
    NO("n_number_minus_infinity", "[-Infinity]"),
    NO("n_number_minus_sign_with_trailing_garbage", "[-ward]"),
    NO("n_number_minus_space_1", "[- 1]"),
    NO("n_number_neg_int_starting_with_zero", "[-045]"),
    NO("n_number_neg_real_without_int_part", "[-.45]"),
    NO("n_number_neg_with_garbage_at_end", "[-4w]"),
    NO("n_number_real_garbage_after_e", "[4ew]"),
    NO("n_number_real_with_invalid_utf8_after_e", "[4e\xe5]"),
    NO("n_number_real_without_fractional_part", "[4.]"),
    NO("n_number_starting_with_dot", "[.45]"),
    NO("n_number_with_alpha", "[4.5w-6]"),
    NO("n_number_with_alpha_char", "[2.2250738585072014D-308]"),
    NO("n_number_with_leading_zero", "[045]"),
    NO("x_number_suffix", "[4f]"),
    NO("x_number_binary", "[0b1]"),
    NO("x_number_octal", "[0o7]"),
    NO("x_number_underscore", "[4_000]"),
    NO("x_number_hex_float", "[0x1p3]"),
    NO("x_number_exponent_real", "[4e5.6]"),
    NO("x_number_decimal_comma", "{\"k\":4,5}"),
    NO("x_number_two_minus", "[--4]"),
    NO("x_number_minus_after", "[4-]"),
    NO("x_number_arabic_digit", "[\xd9\xa4]"),
    NO("x_number_unicode_minus", "[\xe2\x88\x92"
				 "4]"),
    NO("x_number_nan_payload", "nan(0x1)"),
};

static const struct json_case refused_objects[] = {
    NO("n_object_bad_value", "[\"w\", truth]"),
    NO("n_object_bracket_key", "{[: \"w\"}\n"),
    NO("n_object_comma_instead_of_colon", "{\"w\", null}"),
    NO("n_object_double_colon", "{\"w\"::\"v\"}"),
    NO("n_object_emoji", "{\xf0\x9f\x8f\xa5\xf0\x9f\x9a\x91}"),
    NO("n_object_garbage_at_end", "{\"k\":\"v\" 45}"),
    NO("n_object_key_with_single_quotes", "{word: 'text'}"),
    NO("n_object_lone_continuation_byte_in_key_and_trailing_comma", "{\"\xb9\":\"4\",}"),
    NO("n_object_missing_colon", "{\"k\" v}"),
    NO("n_object_missing_key", "{:\"v\"}"),
    NO("n_object_missing_semicolon", "{\"k\" \"v\"}"),
    NO("n_object_missing_value", "{\"k\":"),
    NO("n_object_no-colon", "{\"k\""),
    NO("n_object_non_string_key", "{4:4}"),
    NO("n_object_non_string_key_but_huge_number_instead", "{8888E8888:4}"),
    NO("n_object_repeated_null_null", "{null:null,null:null}"),
    NO("n_object_several_trailing_commas", "{\"no\":4,,,,}"),
    NO("n_object_single_quote", "{'k':4}"),
    NO("n_object_trailing_comma", "{\"no\":4,}"),
    NO("n_object_trailing_comment", "{\"k\":\"v\"}/**/"),
    NO("n_object_trailing_comment_open", "{\"k\":\"v\"}/**//"),
    NO("n_object_trailing_comment_slash_open", "{\"k\":\"v\"}//"),
    NO("n_object_trailing_comment_slash_open_incomplete", "{\"k\":\"v\"}/"),
    NO("n_object_two_commas_in_a_row", "{\"k\":\"v\",,\"l\":\"w\"}"),
    NO("n_object_unquoted_key", "{k: \"v\"}"),
    NO("n_object_unterminated-value", "{\"k\":\"v"),
    NO("n_object_with_single_string", "{ \"key\" : \"value\", \"k\" }"),
    NO("n_object_with_trailing_garbage", "{\"k\":\"v\"}#"),
    NO("x_object_closed_as_array", "{\"k\":4]"),
    NO("x_object_empty_value", "{\"k\":}"),
    NO("x_object_leading_comma", "{,\"k\":4}"),
    NO("x_object_comment_before_key", "{/**/\"k\":4}"),
    NO("x_object_equals", "{\"k\"=4}"),
};

static const struct json_case refused_strings[] = {
    NO("n_string_1_surrogate_then_escape", "[\"\\uD83C\\\"]"),
    NO("n_string_1_surrogate_then_escape_u", "[\"\\uD83C\\u\"]"),
    NO("n_string_1_surrogate_then_escape_u1", "[\"\\uD83C\\uD\"]"),
    NO("n_string_1_surrogate_then_escape_u1x", "[\"\\uD83C\\uDx\"]"),
    NO("n_string_accentuated_char_no_quotes", "[\xc3\xa9]"),
    NO("n_string_backslash_00", "[\"\\\0\"]"),
    NO("n_string_escape_x", "[\"\\x41\"]"),
    NO("n_string_escaped_backslash_bad", "[\"\\\\\\\"]"),
    NO("n_string_escaped_ctrl_char_tab", "[\"\\\t\"]"),
    NO("n_string_escaped_emoji", "[\"\\\xf0\x9f\x8f\xa5\"]"),
    NO("n_string_incomplete_escape", "[\"\\\"]"),
    NO("n_string_incomplete_escaped_character", "[\"\\u00E\"]"),
    NO("n_string_incomplete_surrogate", "[\"\\uD83C\\uDf\"]"),
    NO("n_string_incomplete_surrogate_escape_invalid", "[\"\\uD83C\\uD83C\\x\"]"),
    NO("n_string_invalid-utf-8-in-escape", "[\"\\u\xe5\"]"),
    NO("n_string_invalid_backslash_esc", "[\"\\a\"]"),
    NO("n_string_invalid_unicode_escape", "[\"\\uwwww\"]"),
    NO("n_string_invalid_utf8_after_escape", "[\"\\\xe5\"]"),
    NO("n_string_leading_uescaped_thinspace", "[\\u0020\"ward\"]"),
    NO("n_string_no_quotes_with_bad_escape", "[\\n]"),
    NO("n_string_single_doublequote", "\""),
    NO("n_string_single_quote", "['ward']"),
    NO("n_string_single_string_no_double_quotes", "ward"),
    NO("n_string_start_escape_unclosed", "[\"\\"),
    NO("n_string_unescaped_ctrl_char", "[\"w\0w\"]"),
    NO("n_string_unescaped_newline", "[\"one\ntwo\"]"),
    NO("n_string_unescaped_tab", "[\"\t\"]"),
    NO("n_string_unicode_CapitalU", "\"\\UA66C\""),
    NO("n_string_with_trailing_garbage", "\"\"w"),
    NO("x_string_braced_escape", "[\"\\u{41}\"]"),
    NO("x_string_signed_escape", "[\"\\u+041\"]"),
    NO("x_string_spaced_escape", "[\"\\u 041\"]"),
    NO("x_string_hex_prefixed_escape", "[\"\\u0x41\"]"),
    NO("x_string_octal_escape", "[\"\\101\"]"),
    NO("x_string_continued_line", "[\"one\\\ntwo\"]"),
    NO("x_string_escape_of_single_quote", "[\"\\'\"]"),
    NO("x_string_backtick", "[`ward`]"),
    NO("x_string_two_in_a_row", "[\"a\"\"b\"]"),
    NO("x_string_lead_byte_before_quote", "[\"\xf0\x9f\x8f\"]"),
};

static const struct json_case refused_structures[] = {
    NO("n_structure_U+2060_word_joined", "[\xe2\x81\xa0]"),
    NO("n_structure_UTF8_BOM_no_data", "\xef\xbb\xbf"),
    NO("n_structure_angle_bracket_.", "<.>"),
    NO("n_structure_angle_bracket_null", "[<null>]"),
    NO("n_structure_array_trailing_garbage", "[4]w"),
    NO("n_structure_array_with_extra_array_close", "[4]]"),
    NO("n_structure_array_with_unclosed_string", "[\"ward]"),
    NO("n_structure_ascii-unicode-identifier", "w\xc3\xa6"),
    NO("n_structure_capitalized_True", "[True]"),
    NO("n_structure_close_unopened_array", "4]"),
    NO("n_structure_comma_instead_of_closing_brace", "{\"k\": true,"),
    NO("n_structure_double_array", "[][]"),
    NO("n_structure_end_array", "]"),
    NO("n_structure_incomplete_UTF8_BOM", "\xef\xbb{}"),
    NO("n_structure_lone-invalid-utf-8", "\xe5"),
    NO("n_structure_lone-open-bracket", "["),
    NO("n_structure_no_data", ""),
    NO("n_structure_null-byte-outside-string", "[\0]"),
    NO("n_structure_number_with_trailing_garbage", "4@"),
    NO("n_structure_object_followed_by_closing_object", "{}}"),
    NO("n_structure_object_unclosed_no_value", "{\"\":"),
    NO("n_structure_object_with_comment", "{\"k\":/*why*/\"v\"}"),
    NO("n_structure_object_with_trailing_garbage", "{\"k\": true} \"v\""),
    NO("n_structure_open_array_apostrophe", "['"),
    NO("n_structure_open_array_comma", "[,"),
    NO("n_structure_open_array_open_object", "[{"),
    NO("n_structure_open_array_open_string", "[\"w"),
    NO("n_structure_open_array_string", "[\"w\""),
    NO("n_structure_open_object", "{"),
    NO("n_structure_open_object_close_array", "{]"),
    NO("n_structure_open_object_comma", "{,"),
    NO("n_structure_open_object_open_array", "{["),
    NO("n_structure_open_object_open_string", "{\"k"),
    NO("n_structure_open_object_string_with_apostrophes", "{'k'"),
    NO("n_structure_open_open", "[\"\\{[\"\\{[\"\\{[\"\\{"),
    NO("n_structure_single_eacute", "\xe9"),
    NO("n_structure_single_star", "*"),
    NO("n_structure_trailing_#", "{\"k\":\"v\"}#{}"),
    NO("n_structure_uescaped_LF_before_string", "[\\u000A\"\"]"),
    NO("n_structure_unclosed_array", "[4"),
    NO("n_structure_unclosed_array_partial_null", "[ true, nul"),
    NO("n_structure_unclosed_array_unfinished_false", "[ null, fals"),
    NO("n_structure_unclosed_array_unfinished_true", "[ null, tru"),
    NO("n_structure_unclosed_object", "{\"key\":\"value\""),
    NO("n_structure_unicode-identifier", "\xc3\xa6"),
    NO("n_structure_whitespace_U+2060_word_joiner", "[\xe2\x81\xa0]"),
    NO("n_structure_whitespace_formfeed", "[\f]"),
    NO("x_structure_whitespace_vertical_tab", "[\v]"),
    NO("x_structure_whitespace_backspace", "[\b]"),
    NO("x_structure_whitespace_nbsp", "[\xc2\xa0]"),
    NO("x_structure_whitespace_latin_1_nbsp", "[\xa0]"),
    NO("x_structure_whitespace_next_line", "[\xc2\x85]"),
    NO("x_structure_whitespace_line_separator", "[\xe2\x80\xa8]"),
    NO("x_structure_whitespace_ideographic", "[\xe3\x80\x80]"),
    NO("x_structure_bom_inside", "[\xef\xbb\xbf]"),
    NO("x_structure_bom_after", "[]\xef\xbb\xbf"),
    NO("x_structure_nul_before", "\0[]"),
    NO("x_structure_nul_after", "[]\0"),
    NO("x_structure_end_of_file_sign", "[]\x1a"),
    NO("x_structure_line_comment_before", "// why\n[]"),
    NO("x_structure_hash_comment_before", "# why\n[]"),
    NO("x_structure_trailing_comma", "[],"),
    NO("x_structure_trailing_semicolon", "[];"),
    NO("x_structure_two_lines", "{}\n{}"),
    NO("x_structure_two_numbers", "4 5"),
    NO("x_structure_parentheses", "([])"),
    NO("x_structure_guard_prefix", ")]}'\n[]"),
    NO("x_structure_lone_comma", ","),
    NO("x_structure_lone_colon", ":"),
    NO("x_structure_members_without_braces", "\"k\":4"),
};

static const struct json_case decided[] = {
    OK("i_number_double_huge_neg_exp", "[456.125e-7890]"),
    OK("i_number_huge_exp",
	"[0.3e0077777777777777777777777777777777777777777777777777777777777777777777777777]"),
    OK("i_number_neg_int_huge_exp", "[-2e+8888]"),
    OK("i_number_pos_double_huge_exp", "[2.5e+8888]"),
    OK("i_number_real_neg_overflow", "[-456456e100000]"),
    OK("i_number_real_pos_overflow", "[456456e100000]"),
    OK("i_number_real_underflow", "[456e-20000000]"),
    OK("i_number_too_big_neg_int", "[-456456456456456456456456456456]"),
    OK("i_number_too_big_pos_int", "[200000000000000000000]"),
    OK("i_number_very_big_negative_int", "[-765432109876543210987654321098765432109876543210]"),
    NO("i_object_key_lone_2nd_surrogate", "{\"\\uDFE5\":4}"),
    NO("i_string_1st_surrogate_but_2nd_missing", "[\"\\uD83C\"]"),
    NO("i_string_1st_valid_surrogate_2nd_invalid", "[\"\\uD83C\\u4321\"]"),
    NO("i_string_UTF-16LE_with_BOM", "\xff\xfe[\0\"\0\xe6\0\"\0]\0"),
    NO("i_string_UTF-8_invalid_sequence", "[\"\xe7\x97\x85\xd2\xfb\"]"),
    NO("i_string_UTF8_surrogate_U+D800", "[\"\xed\xa0\x80\"]"),
    NO("i_string_incomplete_surrogate_and_escape_valid", "[\"\\uD83C\\n\"]"),
    NO("i_string_incomplete_surrogate_pair", "[\"\\uDf3cw\"]"),
    NO("i_string_incomplete_surrogates_escape_valid", "[\"\\uD83C\\uD83C\\n\"]"),
    NO("i_string_invalid_lonely_surrogate", "[\"\\ud83c\"]"),
    NO("i_string_invalid_surrogate", "[\"\\ud83cward\"]"),
    NO("i_string_invalid_utf-8", "[\"\xff\"]"),
    NO("i_string_inverted_surrogates_U+1D11E", "[\"\\uDd1e\\uD834\"]"),
    NO("i_string_iso_latin_1", "[\"\xe6\"]"),
    NO("i_string_lone_second_surrogate", "[\"\\uDFE5\"]"),
    NO("i_string_lone_utf8_continuation_byte", "[\"\x81\"]"),
    NO("i_string_not_in_unicode_range", "[\"\xf4\xbf\xbf\xbf\"]"),
    NO("i_string_overlong_sequence_2_bytes", "[\"\xc0\xaf\"]"),
    NO("i_string_overlong_sequence_6_bytes", "[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"),
    NO("i_string_overlong_sequence_6_bytes_null", "[\"\xfc\x80\x80\x80\x80\x80\"]"),
    NO("i_string_truncated-utf-8", "[\"\xe0\xff\"]"),
    NO("i_string_utf16BE_no_BOM", "\0[\0\"\0\xe6\0\"\0]"),
    NO("i_string_utf16LE_no_BOM", "[\0\"\0\xe6\0\"\0]\0"),
    NO("i_structure_UTF-8_BOM_empty_object", "\xef\xbb\xbf{}"),
    NO("x_utf16BE_with_BOM", "\xfe\xff\0[\0]"),
    NO("x_utf32LE", "[\0\0\0]\0\0\0"),
    NO("x_overlong_sequence_3_bytes", "[\"\xe0\x80\xaf\"]"),
    NO("x_overlong_sequence_4_bytes", "[\"\xf0\x80\x80\xaf\"]"),
    NO("x_encoded_surrogate_pair", "[\"\xed\xa0\xbc\xed\xbf\xa5\"]"),
    NO("x_modified_utf8_null", "[\"\xc0\x80\"]"),
    NO("x_beyond_unicode", "[\"\xf4\x90\x80\x80\"]"),
};

static void judge_all(const struct json_case *rows, size_t n)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += json_check(&rows[i]);
	assert_int_equal(bad, 0);
}

TEST(json_suite_accepts_what_must_be_accepted)
{
	judge_all(accepted, ARRAY_LEN(accepted));
}

TEST(json_suite_refuses_arrays)
{
	judge_all(refused_arrays, ARRAY_LEN(refused_arrays));
}

TEST(json_suite_refuses_words)
{
	judge_all(refused_words, ARRAY_LEN(refused_words));
}

TEST(json_suite_refuses_numbers)
{
	judge_all(refused_numbers, ARRAY_LEN(refused_numbers));
}

TEST(json_suite_refuses_objects)
{
	judge_all(refused_objects, ARRAY_LEN(refused_objects));
}

TEST(json_suite_refuses_strings)
{
	judge_all(refused_strings, ARRAY_LEN(refused_strings));
}

TEST(json_suite_refuses_structures)
{
	judge_all(refused_structures, ARRAY_LEN(refused_structures));
}

TEST(json_suite_decides_as_documented)
{
	judge_all(decided, ARRAY_LEN(decided));
}

/* Cut anywhere before its last byte, a text that closes what it opened is no text. */
TEST(json_suite_refuses_every_cut_text)
{
	int bad = 0;

	for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
		struct span text = span_trim(span_of(accepted[i].bytes, accepted[i].size));

		if (!memchr("[{\"", text.p[0], 3))
			continue;
		for (size_t n = 0; n < text.n; n++)
			bad += json_check(&(struct json_case){
			    accepted[i].name, (const char *)text.p, n, ERR_SYNTAX});
	}
	assert_int_equal(bad, 0);
}
