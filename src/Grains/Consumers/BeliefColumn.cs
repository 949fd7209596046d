using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// The last belief of each row with its key: model, day, and version of what it rests on. An event of the open day
/// leaves the belief at that day valid; a late one, a closed day or another model does not. One model at a time: asking
/// another starts the column anew. Derived, so never journalled.
/// </summary>
internal sealed class BeliefColumn(ConsumerRows rows)
{
    private FrozenModel? _model;
    private Chunked<float> _beliefs = new(0);
    private Chunked<Key> _keys = new(1);
    private float[] _visible = [];
    private float[] _stale = [];
    private int[] _staleRows = [];

    private readonly record struct Key(ulong Version, int DayAfter);

    /// <summary>Beliefs that had to be inferred.</summary>
    public long Inferred { get; private set; }

    public long Bytes => _beliefs.Bytes + _keys.Bytes;

    /// <summary>A row's belief, valid until the next call; its visible units are written too.</summary>
    public ReadOnlySpan<float> Get(FrozenModel model, int row, int day, Span<float> visible)
    {
        Use(model);
        model.Encoder.Encode(rows.States[row], day, visible);
        var key = KeyOf(row, day);
        if (_keys[row][0] != key)
        {
            model.MeanField.Infer(visible, 1, _beliefs[row]);
            _keys[row][0] = key;
            Inferred++;
        }

        return _beliefs[row];
    }

    /// <summary>
    /// Visible units and beliefs of many rows, gathered in order; the stale ones are inferred in one batch.
    /// </summary>
    public void Gather(FrozenModel model, ReadOnlySpan<int> wanted, int day, Span<float> visible, Span<float> beliefs)
    {
        Use(model);
        Grow(wanted.Length);
        var stale = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            var units = visible.Slice(i * model.Units, model.Units);
            model.Encoder.Encode(rows.States[wanted[i]], day, units);
            if (_keys[wanted[i]][0] == KeyOf(wanted[i], day)) continue;
            units.CopyTo(_visible.AsSpan(stale * model.Units));
            _staleRows[stale++] = wanted[i];
        }

        Infer(model, stale, day);
        for (var i = 0; i < wanted.Length; i++)
            _beliefs[wanted[i]].CopyTo(beliefs.Slice(i * model.BeliefUnits, model.BeliefUnits));
    }

    public void Forget(int row)
    {
        _keys[row].Clear();
        if (_model is not null) _beliefs[row].Clear();
    }

    private void Infer(FrozenModel model, int stale, int day)
    {
        var width = model.BeliefUnits;
        model.MeanField.Infer(_visible.AsSpan(0, stale * model.Units), stale, _stale.AsSpan(0, stale * width));
        for (var i = 0; i < stale; i++)
        {
            _stale.AsSpan(i * width, width).CopyTo(_beliefs[_staleRows[i]]);
            _keys[_staleRows[i]][0] = KeyOf(_staleRows[i], day);
        }

        Inferred += stale;
    }

    private Key KeyOf(int row, int day) => new(rows[row].Version(day), day + 1);

    private void Use(FrozenModel model)
    {
        if (ReferenceEquals(model, _model)) return;
        _model = model;
        _beliefs = new Chunked<float>(model.BeliefUnits);
        _keys = new Chunked<Key>(1);
        (_visible, _stale, _staleRows) = ([], [], []);
    }

    private void Grow(int count)
    {
        if (_staleRows.Length >= count) return;
        _staleRows = new int[count];
        _visible = new float[count * _model!.Units];
        _stale = new float[count * _model.BeliefUnits];
    }
}
