using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>What a candidate would have decided; nobody acts on it.</summary>
/// <param name="Model">The candidate's content hash.</param>
/// <param name="Option">The treatment's place; -1 for nothing.</param>
/// <param name="ValueMicros">What it expects that to be worth.</param>
internal sealed record ShadowDraft(string Model, int Option, long ValueMicros)
{
    public static void Write(RecordWriter writer, ShadowDraft? shadow)
    {
        writer.OptionalString(shadow?.Model);
        if (shadow is null) return;
        writer.Signed(shadow.Option);
        writer.Signed(shadow.ValueMicros);
    }

    public static ShadowDraft? Read(ref RecordReader reader) => reader.OptionalString() is { } model
        ? new ShadowDraft(model, (int)reader.Signed(), reader.Signed())
        : null;
}
