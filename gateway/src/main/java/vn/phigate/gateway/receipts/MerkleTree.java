package vn.phigate.gateway.receipts;

import java.util.ArrayList;
import java.util.List;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * The hash tree of RFC 9162 (Certificate Transparency), section 2.1, over SHA-256: leaves and nodes are hashed apart, so that none can pass for the other. All hashes
 * have 32 bytes.
 */
final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    static byte[] leaf(byte[] content) {
        return Sha256.of(LEAF, content);
    }

    /** @param leaves at least one */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = split(leaves.size());
        return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    /** The neighbours from a leaf up to the root, nearest first. */
    static List<byte[]> path(List<byte[]> leaves, int place) {
        if (leaves.size() == 1) {
            return new ArrayList<>();
        }
        int split = split(leaves.size());
        List<byte[]> left = leaves.subList(0, split);
        List<byte[]> right = leaves.subList(split, leaves.size());
        List<byte[]> path = place < split ? path(left, place) : path(right, place - split);
        path.add(root(place < split ? right : left));
        return path;
    }

    /**
     * The root that a leaf at a place leads to.
     *
     * @throws IllegalArgumentException when the path has not the length that place and size ask for
     */
    static byte[] climb(byte[] leaf, int place, int size, List<byte[]> path) {
        if (place < 0 || place >= size) {
            throw new IllegalArgumentException("place " + place + " of " + size);
        }
        if (size == 1) {
            if (!path.isEmpty()) {
                throw new IllegalArgumentException("the path is too long");
            }
            return leaf;
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the path is too short");
        }
        int split = split(size);
        List<byte[]> below = path.subList(0, path.size() - 1);
        return place < split
                ? node(climb(leaf, place, split, below), path.getLast())
                : node(path.getLast(), climb(leaf, place - split, size - split, below));
    }

    /** The largest power of two below the size. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static byte[] node(byte[] left, byte[] right) {
        return Sha256.of(NODE, left, right);
    }
}
