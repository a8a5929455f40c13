package io.countersign.evidence.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Every leaf of every tree, and every pair of trees, up to a size. */
class ProofsTest {

    private static final int SIZES = 70;
    private static final Hash OTHER = Hash.sha256(new byte[] {1, 2, 3});
    private static final List<Hash> LEAVES = leaves();
    private static final List<Hash> ROOTS = roots();

    private static List<Hash> leaves() {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < SIZES; i++) {
            leaves.add(MerkleTree.leaf(new byte[] {(byte) i}));
        }
        return leaves;
    }

    private static List<Hash> roots() {
        List<Hash> roots = new ArrayList<>();
        for (int size = 0; size <= SIZES; size++) {
            roots.add(NaiveTree.root(LEAVES.subList(0, size)));
        }
        return roots;
    }

    private static HashReader tree(int size) {
        return NaiveTree.reader(LEAVES.subList(0, size));
    }

    @Test
    void shouldProveEveryLeafOfEveryTreeAndNothingElse() throws IOException {
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                List<Hash> proof = Proofs.inclusion(tree(size), index, size);
                Hash leaf = LEAVES.get(index);
                Hash root = ROOTS.get(size);
                long i = index;
                long n = size;
                String what = "leaf " + index + " of " + size;
                assertThat(Proofs.isIncluded(leaf, i, n, proof, root)).as(what).isTrue();
                refuseMutants(what, proof, mutant -> Proofs.isIncluded(leaf, i, n, mutant, root));
                assertThat(Proofs.isIncluded(OTHER, i, n, proof, root)).as(what).isFalse();
                assertThat(Proofs.isIncluded(leaf, i, n, proof, OTHER)).as(what).isFalse();
                for (int other = -1; other <= size; other++) {
                    assertThat(Proofs.isIncluded(leaf, other, n, proof, root))
                            .as("%s as leaf %d", what, other)
                            .isEqualTo(other == index);
                }
            }
        }
    }

    /**
     * A proof is as long as the path, which is the same for many sizes; but only the root of its own size is what it leads
     * to.
     */
    @Test
    void shouldNotProveALeafUnderTheRootOfAnotherSize() throws IOException {
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                List<Hash> proof = Proofs.inclusion(tree(size), index, size);
                for (int other = 0; other <= SIZES; other++) {
                    boolean proves = Proofs.isIncluded(LEAVES.get(index), index, other, proof, ROOTS.get(other));
                    assertThat(proves)
                            .as("leaf %d of %d in %d", index, size, other)
                            .isEqualTo(other == size);
                }
            }
        }
    }

    @Test
    void shouldProveThatEveryTreeIsTheBeginningOfEveryLargerOneAndNothingElse() throws IOException {
        for (int second = 0; second <= SIZES; second++) {
            for (int first = 0; first <= second; first++) {
                List<Hash> proof = Proofs.consistency(tree(second), first, second);
                long m = first;
                long n = second;
                Hash before = ROOTS.get(first);
                Hash after = ROOTS.get(second);
                String what = first + " in " + second;
                assertThat(Proofs.isConsistent(m, before, n, after, proof))
                        .as(what)
                        .isTrue();
                refuseMutants(what, proof, mutant -> Proofs.isConsistent(m, before, n, after, mutant));
                assertThat(Proofs.isConsistent(m, OTHER, n, after, proof))
                        .as(what)
                        .isFalse();
                boolean showsNothing = first == 0 && second > 0;
                assertThat(Proofs.isConsistent(m, before, n, OTHER, proof))
                        .as("%s: a tree without leaves is the beginning of any", what)
                        .isEqualTo(showsNothing);
            }
        }
    }

    @Test
    void shouldNotProveThatATreeIsTheBeginningUnderAnotherSizeThanItHas() throws IOException {
        for (int second = 1; second <= SIZES; second++) {
            for (int first = 1; first < second; first++) {
                List<Hash> proof = Proofs.consistency(tree(second), first, second);
                for (int other = 0; other <= SIZES; other++) {
                    Hash before = ROOTS.get(first);
                    Hash after = ROOTS.get(second);
                    if (other != first) {
                        assertThat(Proofs.isConsistent(other, before, second, after, proof))
                                .as("%d in %d, said to be of %d", first, second, other)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseToProveWhatIsNotThere() {
        assertThatThrownBy(() -> Proofs.inclusion(tree(3), 3, 3)).hasMessage("leaf 3 of a tree of 3");
        assertThatThrownBy(() -> Proofs.inclusion(tree(3), -1, 3)).hasMessage("leaf -1 of a tree of 3");
        assertThatThrownBy(() -> Proofs.consistency(tree(3), 4, 3)).hasMessage("a tree of 4 in a tree of 3");
    }

    /** One hash changed, dropped, added, or two swapped. */
    private static void refuseMutants(String what, List<Hash> proof, Predicate<List<Hash>> accepts) {
        for (int i = 0; i <= proof.size(); i++) {
            List<Hash> added = new ArrayList<>(proof);
            added.add(i, OTHER);
            assertThat(accepts.test(added)).as("%s, one added at %d", what, i).isFalse();
        }
        for (int i = 0; i < proof.size(); i++) {
            List<Hash> changed = new ArrayList<>(proof);
            changed.set(i, OTHER);
            assertThat(accepts.test(changed)).as("%s, %d changed", what, i).isFalse();
            List<Hash> dropped = new ArrayList<>(proof);
            dropped.remove(i);
            assertThat(accepts.test(dropped)).as("%s, %d dropped", what, i).isFalse();
            List<Hash> doubled = new ArrayList<>(proof);
            doubled.add(i, proof.get(i));
            assertThat(accepts.test(doubled)).as("%s, %d doubled", what, i).isFalse();
        }
    }
}
