// arguments: 3 400
#include "random_mappings_agree.c"
