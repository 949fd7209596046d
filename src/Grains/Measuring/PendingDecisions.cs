using WorldModel.Grains.Consumers;

namespace WorldModel.Grains.Measuring;

/// <summary>
/// Decisions whose outcomes may still come: of each row those of the last days, as many as the longest window and the
/// lateness span, in a ring by day. An outcome later than that after a newer decision finds its own gone. 24 bytes a
/// day of the ring, 8 more for each binary outcome that counts once over several days.
/// </summary>
internal sealed class PendingDecisions(int days, int counters)
{
    private const int Head = 3;

    private readonly Chunked<long> _rows = new(days * (Head + counters));

    public long Bytes => _rows.Bytes;

    /// <summary>One decision: what was given, what else might have been, and what came of it since.</summary>
    public readonly ref struct Entry(Span<long> words)
    {
        private readonly Span<long> _words = words;

        /// <summary>The day; 0 where there is no decision.</summary>
        public int Day => (int)(_words[0] >> 16);

        public int Option => (int)((_words[0] >> 8) & 0xFF) - 1;

        public int Policy => (int)(_words[0] & 0xFF) - 1;

        public ulong Eligible => (ulong)_words[1];

        public double Weight => BitConverter.Int64BitsToDouble(_words[2]);

        /// <summary>Days of its window on which a binary outcome came.</summary>
        public Span<long> Counters => _words[Head..];
    }

    /// <summary>All numbers of a row, to be stored and read back.</summary>
    public Span<long> Of(int row) => _rows[row];

    public void Forget(int row) => _rows.Wipe(row);

    public void Put(in MeasuredDecision decision)
    {
        var words = At(_rows[decision.Row], decision.Day);
        words.Clear();
        words[0] = ((long)decision.Day << 16) | (long)((decision.Option + 1) << 8) | (long)(decision.Policy + 1);
        words[1] = (long)decision.Eligible;
        words[2] = BitConverter.DoubleToInt64Bits(1 / decision.Propensity);
    }

    /// <summary>The row's decision of a day; false where there is none, or it is gone.</summary>
    public bool TryGet(int row, int day, out Entry entry)
    {
        var words = _rows.Peek(row);
        entry = words.IsEmpty ? default : new Entry(At(words, day));
        return !words.IsEmpty && entry.Day == day;
    }

    private Span<long> At(Span<long> row, int day) => row.Slice(day % days * (Head + counters), Head + counters);
}
