// arguments: 2 400
#include "random_mappings_agree.c"
