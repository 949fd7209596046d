namespace WorldModel.Schema;

/// <summary>64-bit numbers in two 32-bit words, low word first.</summary>
internal static class Words
{
    public static ulong ReadULong(ReadOnlySpan<int> words, int at) =>
        (uint)words[at] | ((ulong)(uint)words[at + 1] << 32);

    public static long ReadLong(ReadOnlySpan<int> words, int at) => (long)ReadULong(words, at);

    public static void Write(Span<int> words, int at, ulong value)
    {
        words[at] = (int)(uint)value;
        words[at + 1] = (int)(uint)(value >> 32);
    }
}
