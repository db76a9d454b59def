/* element.c: see element.h. */
#include "record/element.h"

#include <string.h>

xmlNode *assay_element_child(const xmlNode *parent, const char *name)
{
    for (xmlNode *child = parent == NULL ? NULL : parent->children; child != NULL;
         child = child->next)
        if (assay_element_is(child, name))
            return child;
    return NULL;
}

const char *assay_element_get(const xmlNode *element, const char *name)
{
    for (const xmlAttr *attribute = element->properties; attribute != NULL;
         attribute = attribute->next)
        if ((char)*attribute->name == *name && strcmp((const char *)attribute->name, name) == 0)
            return attribute->children == NULL ? "" : (const char *)attribute->children->content;
    return NULL;
}

const char *assay_element_text(const xmlNode *element)
{
    const xmlNode *text = element->children;
    return text != NULL && text->type == XML_TEXT_NODE ? (const char *)text->content : NULL;
}

char *assay_element_attribute(const xmlNode *element, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(element, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);
    xmlFree(value);
    return copy;
}

const char *assay_element_attribute_into(AssayArena *arena, const xmlNode *element,
                                         const char *name)
{
    xmlChar *value = xmlGetNoNsProp(element, (const xmlChar *)name);
    const char *copy = assay_arena_strdup(arena, (const char *)value);
    xmlFree(value);
    return copy;
}
