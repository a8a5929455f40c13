@NullMarked
package io.countersign.launcher.trial;

import org.jspecify.annotations.NullMarked;
