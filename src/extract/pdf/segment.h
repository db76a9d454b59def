/* segment.h: pieces of lines. */
#ifndef ASSAY_EXTRACT_PDF_SEGMENT_H
#define ASSAY_EXTRACT_PDF_SEGMENT_H

#include "extract/pdf/model.h"

/** pdf_segment_measure: all of @segment but its words and its place, from its words, of which it
 * has one at least. */
void pdf_segment_measure(PdfModel *model, PdfSegment *segment);

/** pdf_segment_add_part: append words @first to @end (behind the last) of @whole to @segments as
 * a segment of @place; nothing when there are none. */
void pdf_segment_add_part(PdfModel *model, GArray *segments, const PdfSegment *whole, guint first,
                          guint end, AssayPlace place);

/** pdf_segment_add_lines: the same in as many segments as there are lines and wide gaps among the
 * words; spaces are noted where gaps show them. */
void pdf_segment_add_lines(PdfModel *model, GArray *segments, const PdfSegment *whole, guint first,
                           guint end, AssayPlace place);

/** pdf_segments_split: part segments that run over an edge at which others begin: the gap between
 * two columns may be hardly wider than one between words. After all pages are read. */
void pdf_segments_split(PdfModel *model);

#endif
