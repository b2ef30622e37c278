// arguments: 4 400
#include "random_mappings_agree.c"
