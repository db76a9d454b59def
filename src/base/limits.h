/* limits.h: every bound on input, with its unit and its reason.
 *
 * All input is hostile. What runs into a limit is cut there and says so in a defect of its
 * document (document.h); the text before it is kept. */
#ifndef ASSAY_BASE_LIMITS_H
#define ASSAY_BASE_LIMITS_H

/* A capture larger than this is listed as unread: the largest real page seen had 3 MB, PDFs 60. */
#define ASSAY_LIMIT_INPUT_BYTES       (256u * 1024 * 1024)
/* Text of one document: a 2,000-page book has 8 MB. */
#define ASSAY_LIMIT_TEXT_BYTES        (64u * 1024 * 1024)
/* Blocks of one document; a page of one-word paragraphs at the text limit stays below. */
#define ASSAY_LIMIT_BLOCKS            1000000u
/* Cells of one table, and columns: a colspan of 10^9 must not allocate. */
#define ASSAY_LIMIT_TABLE_CELLS       200000u
#define ASSAY_LIMIT_TABLE_COLUMNS     1000u
/* Depth of nested elements; the deepest real page had 51, and MyHTML is quadratic in it. */
#define ASSAY_LIMIT_DEPTH             512u
/* Pages of a PDF that are read. */
#define ASSAY_LIMIT_PAGES             5000u
/* Tables of a PDF whose places a caller may give; every word is held against them. */
#define ASSAY_LIMIT_GIVEN_TABLES      1000u
/* Findings a rule may make in one document. */
#define ASSAY_LIMIT_FINDINGS_PER_RULE 20000u
/* PCRE2 match limit (internal calls) and depth: a pattern that needs more is a defect named
 * after its rule. The costliest shipped pattern uses under 20,000 on a 200 KB page. */
#define ASSAY_LIMIT_MATCH             1000000u
#define ASSAY_LIMIT_MATCH_DEPTH       20000u
/* Defects kept for one document. */
#define ASSAY_LIMIT_DEFECTS           100u
/* One record as bytes, checked or as a single capture: what a worker may hand back. The record of
 * a 2,000-page book has 12 MB. */
#define ASSAY_LIMIT_RECORD_BYTES      (32u * 1024 * 1024)
/* A rule file. */
#define ASSAY_LIMIT_RULES_BYTES       (4u * 1024 * 1024)
/* Wall time and memory of one input, unless the user sets others: the slowest real paper takes 6 s.
 */
#define ASSAY_LIMIT_TIMEOUT_MS        20000u
#define ASSAY_LIMIT_MEMORY_BYTES      ((guint64)1024 * 1024 * 1024)
/* Members of one archive or WARC file; a day of a large crawl has 50,000 in one. */
#define ASSAY_LIMIT_MEMBERS           2000000u
/* Members of one archive that are named because they cannot be read; more are only counted. */
#define ASSAY_LIMIT_FAILED_MEMBERS    100u
/* Unpacked bytes of one archive altogether: crawl archives are cut at 1 to 5 GiB packed. */
#define ASSAY_LIMIT_ARCHIVE_BYTES     (64u * (guint64)1024 * 1024 * 1024)
/* How much more may come out of a packed file than went in, once the first bytes are out. Pages
 * pack 4 to 20 times, logs 100 times; deflate cannot do more than 1,032, which zeros alone reach.
 */
#define ASSAY_LIMIT_PACK_RATIO        400u
#define ASSAY_LIMIT_PACK_FREE_BYTES   (32u * 1024 * 1024)
/* Head of a WARC or ARC record, and of an HTTP response in it. */
#define ASSAY_LIMIT_HEAD_BYTES        (64u * 1024)
/* A name in a list of files, or of a member of an archive. */
#define ASSAY_LIMIT_NAME_BYTES        4096u
/* The address or id of a record in a WARC or ARC file, and its content type: two of one and one of
 * the other go to a worker in one message. Browsers take addresses of 2,000 to 80,000 bytes. */
#define ASSAY_LIMIT_ADDRESS_BYTES     (16u * 1024)

#endif
