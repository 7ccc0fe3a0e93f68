#include "quality.h"
void measure_crosslingual(const struct data *data, struct figures *figures) {(void)data,(void)figures;}
