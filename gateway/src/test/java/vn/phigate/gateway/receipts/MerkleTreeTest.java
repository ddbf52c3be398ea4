package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleTreeTest {
    /** Leaves and roots of the public test data of Certificate Transparency. */
    private static final List<byte[]> LEAVES = IntStream.range(0, 8)
            .mapToObj(i -> List.of(
                            "",
                            "00",
                            "10",
                            "2021",
                            "3031",
                            "40414243",
                            "5051525354555657",
                            "606162636465666768696a6b6c6d6e6f")
                    .get(i))
            .map(hex -> MerkleTree.leaf(HexFormat.of().parseHex(hex)))
            .toList();

    @ParameterizedTest
    @CsvSource({
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void givesTheKnownRoots(int size, String root) {
        assertThat(HexFormat.of().formatHex(MerkleTree.root(LEAVES.subList(0, size))))
                .isEqualTo(root);
    }

    @Test
    void leadsFromEachPlaceToTheRoot_andFromNoOther() {
        for (int size = 1; size <= 40; size++) {
            var leaves = new ArrayList<byte[]>();
            for (int i = 0; i < size; i++) {
                leaves.add(MerkleTree.leaf(new byte[] {(byte) i}));
            }
            byte[] root = MerkleTree.root(leaves);
            for (int place = 0; place < size; place++) {
                List<byte[]> path = MerkleTree.path(leaves, place);
                assertThat(MerkleTree.climb(leaves.get(place), place, size, path))
                        .isEqualTo(root);
                assertThat(MerkleTree.climb(MerkleTree.leaf(new byte[] {99}), place, size, path))
                        .isNotEqualTo(root);
                if (size > 1) {
                    List<byte[]> shorter = path.subList(0, path.size() - 1);
                    int where = place;
                    int of = size;
                    assertThatThrownBy(() -> MerkleTree.climb(leaves.get(where), where, of, shorter))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }
}
