/* charset_meta.h: the encoding that an input states or shows by itself.
 *
 * Job: the HTML Standard's prescan of bytes, the HTTP header, the look of UTF-16.
 * Not its job: their order, byte-order marks and guessing (charset.c). */
#ifndef ASSAY_EXTRACT_CHARSET_META_H
#define ASSAY_EXTRACT_CHARSET_META_H

#include "extract/charset_label.h"

/** assay_charset_prescan: what `<meta charset>`, `<meta http-equiv>` or an XML declaration in the
 * first @size bytes says. UTF-16 becomes UTF-8 and x-user-defined windows-1252, as declared.
 * Returns: (borrowed, static) NULL when nothing is declared.
 * Source: HTML Standard, 13.2.3.2 "prescan a byte stream to determine its encoding". */
const AssayCharset *assay_charset_prescan(const guint8 *bytes, gsize size);

/** assay_charset_late_meta: the first `<meta>` that declares an encoding anywhere in @size bytes,
 * scripts and the like left out: what a parser that meets it changes to.
 * Returns: (borrowed, static) NULL when there is none.
 * Source: HTML Standard, 13.2.3.4 "changing the encoding while parsing". */
const AssayCharset *assay_charset_late_meta(const guint8 *bytes, gsize size);

/** assay_charset_by_nuls: UTF-16 without a byte-order mark. Text that is mostly Western has a NUL
 * in every second place there, and hardly one in the others.
 * Returns: (borrowed, static) NULL when it does not look so. */
const AssayCharset *assay_charset_by_nuls(const guint8 *bytes, gsize size);

/** assay_charset_is_wide: @bytes begin with a byte-order mark of UTF-16 (or UTF-32 in the order
 * of machines) or look like UTF-16 without one: their NULs are no sign of binary data. */
gboolean assay_charset_is_wide(const guint8 *bytes, gsize size);

/** assay_charset_from_http: the charset parameter of a Content-Type header.
 * Returns: (borrowed, static) NULL when there is none, or an unknown one. */
const AssayCharset *assay_charset_from_http(const char *content_type);

#endif
