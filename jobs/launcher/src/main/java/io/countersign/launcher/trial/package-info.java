/** Many small runs of the detection topology in one cluster inside this process, with arrival under control. */
@NullMarked
package io.countersign.launcher.trial;

import org.jspecify.annotations.NullMarked;
