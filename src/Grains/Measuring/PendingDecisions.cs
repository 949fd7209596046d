using WorldModel.Grains.Consumers;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Measuring;

/// <summary>
/// Decisions whose outcomes may still come: of each row those of the last days, as many as the longest window and the
/// lateness span, in a ring by day. An outcome later than that after a newer decision finds its own gone. 24 bytes a
/// day of the ring on which anybody near was decided for, 8 more for each binary outcome that counts once over several
/// days.
/// </summary>
internal sealed class PendingDecisions(int days, int counters)
{
    private const int Head = 3;

    // A column a place of the ring: most campaigns do not decide every day.
    private readonly Chunked<long>[] _days =
        [.. Enumerable.Range(0, days).Select(_ => new Chunked<long>(Head + counters))];

    public long Bytes => _days.Sum(day => day.Bytes);

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

    /// <summary>Stores all numbers of a row.</summary>
    public void Write(int row, RecordWriter writer)
    {
        foreach (var day in _days)
        {
            var words = day.Peek(row);
            for (var i = 0; i < Head + counters; i++) writer.Unsigned(words.IsEmpty ? 0 : (ulong)words[i]);
        }
    }

    /// <summary>Reads them back.</summary>
    public void Read(int row, ref RecordReader reader)
    {
        Span<long> words = new long[Head + counters];
        foreach (var day in _days)
        {
            foreach (ref var word in words) word = (long)reader.Unsigned();
            if (words.ContainsAnyExcept(0)) words.CopyTo(day[row]);
        }
    }

    public void Forget(int row)
    {
        foreach (var day in _days) day.Wipe(row);
    }

    public void Put(in MeasuredDecision decision)
    {
        var words = _days[decision.Day % days][decision.Row];
        words.Clear();
        words[0] = ((long)decision.Day << 16) | (long)((decision.Option + 1) << 8) | (long)(decision.Policy + 1);
        words[1] = (long)decision.Eligible;
        words[2] = BitConverter.DoubleToInt64Bits(1 / decision.Propensity);
    }

    /// <summary>The row's decision of a day; false where there is none, or it is gone.</summary>
    public bool TryGet(int row, int day, out Entry entry)
    {
        var words = _days[day % days].Peek(row);
        entry = words.IsEmpty ? default : new Entry(words);
        return !words.IsEmpty && entry.Day == day;
    }
}
