using System.Runtime.InteropServices;
using WorldModel.Schema;

namespace WorldModel.Models.Files;

/// <summary>
/// A few inputs of a model and what it answered when it was written: beliefs, and levels with no action and with each
/// action unit alone. A reader that does not get the same bits refuses the file.
/// </summary>
internal sealed class GoldenVectors
{
    private const int Rows = 8;

    private readonly float[] _visible;
    private readonly float[] _belief;
    private readonly float[] _levels;

    private GoldenVectors(float[] visible, float[] belief, float[] levels) =>
        (_visible, _belief, _levels) = (visible, belief, levels);

    /// <summary>Computes them: vectors in which unit u of row r is on where a fixed mixing of (r, u) says so.</summary>
    public static GoldenVectors Of(FrozenModel model)
    {
        var visible = new float[Rows * model.Width];
        for (var i = 0; i < visible.Length; i++)
            visible[i] = ((((uint)i * 2654435769u) >> 16) % 5) == 0 ? 1f : 0f;
        var (belief, levels) = Answer(model, visible);
        return new GoldenVectors(visible, belief, levels);
    }

    public static GoldenVectors Read(BinaryReader reader) =>
        new(ModelReader.ReadFloats(reader), ModelReader.ReadFloats(reader), ModelReader.ReadFloats(reader));

    public void Write(BinaryWriter writer)
    {
        ModelWriter.WriteFloats(writer, _visible);
        ModelWriter.WriteFloats(writer, _belief);
        ModelWriter.WriteFloats(writer, _levels);
    }

    /// <exception cref="ModelFileException">A bit differs.</exception>
    public void Verify(FrozenModel model, string name)
    {
        var (belief, levels) = Answer(model, _visible);
        if (!Same(belief, _belief) || !Same(levels, _levels))
        {
            throw new ModelFileException(name,
                "does not reproduce its golden vectors here: its beliefs or levels come out otherwise",
                "a model that answers bit for bit as when it was written");
        }
    }

    private static bool Same(float[] a, float[] b) =>
        MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan()));

    private static (float[] Belief, float[] Levels) Answer(FrozenModel model, float[] visible)
    {
        var rows = visible.Length / model.Width;
        var belief = new float[rows * model.BeliefUnits];
        model.Infer(visible, rows, belief);
        var plan = new TreatmentPlan(model.Schema, [.. EachAction(model.Schema)]);
        var levels = new float[rows * plan.Options * model.Heads.Count];
        model.Levels(visible, belief, rows, plan, levels);
        return (belief, levels);
    }

    private static IEnumerable<Treatment> EachAction(ConsumerSchema schema)
    {
        foreach (var action in schema.Actions)
        {
            foreach (var level in action.IsBinary ? [ActionLevel.On] : action.Levels)
                yield return new Treatment($"{action.Name}={level}", [new ActionLevel(action.Name, level)]);
        }
    }
}
