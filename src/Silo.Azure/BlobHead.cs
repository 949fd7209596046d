using System.Text.Json;

namespace WorldModel.Silo.Azure;

/// <summary>
/// What stands in a grain's head: the blob that is changed only where it is as it was read (ETag), and so decides whose
/// the grain is.
/// </summary>
internal sealed record BlobHead
{
    /// <summary>The epoch of who opened it last.</summary>
    public long Epoch { get; init; }

    /// <summary>Who that is; 0: it was given back.</summary>
    public long Owner { get; init; }

    /// <summary>The segment that is appended to; null: the next frame begins one.</summary>
    public string? Segment { get; init; }

    /// <summary>The blob of the last snapshot; null: there is none.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The frame up to which that goes.</summary>
    public long SnapshotSequence { get; init; }

    /// <summary>Whether there was long work to do at the last snapshot.</summary>
    public bool HasWork { get; init; }

    /// <summary>Bytes of frames between the last base and the last snapshot.</summary>
    public long SinceBase { get; init; }

    /// <summary>Segments that end no later than this frame are to be deleted, if that has not been done yet.</summary>
    public long DropFrames { get; init; }

    /// <summary>Bases before this frame are to be deleted.</summary>
    public long DropBases { get; init; }

    public BinaryData Write() => new(JsonSerializer.SerializeToUtf8Bytes(this));

    public static BlobHead Read(BinaryData data) =>
        JsonSerializer.Deserialize<BlobHead>(data) ?? throw new JsonException("a head is null");
}
