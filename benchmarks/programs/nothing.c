/* What every other figure has in common: start and end. */
int main(void) { return 0; }
