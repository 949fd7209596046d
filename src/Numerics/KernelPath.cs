using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics;

/// <summary>
/// Which instructions a kernel uses. Every path gives the same bits; callers leave <see cref="Fastest"/>, tests and
/// benchmarks force the others.
/// </summary>
public enum KernelPath
{
    /// <summary>The widest path of this processor.</summary>
    Fastest,

    /// <summary>512-bit registers (AVX-512 F).</summary>
    Avx512,

    /// <summary>256-bit registers (AVX2 and FMA).</summary>
    Avx2,

    /// <summary>128-bit vectors where the runtime accelerates them, scalars elsewhere.</summary>
    Portable,
}

/// <summary>The paths that this process can take.</summary>
public static class KernelPaths
{
    public static IReadOnlyList<KernelPath> Supported { get; } = Find();

    /// <summary>
    /// Turns <see cref="KernelPath.Fastest"/> into a real path and refuses one that is not supported here.
    /// </summary>
    internal static KernelPath Resolve(KernelPath path) => path switch
    {
        KernelPath.Fastest => Avx512F.IsSupported ? KernelPath.Avx512 : HasAvx2 ? KernelPath.Avx2 : KernelPath.Portable,
        KernelPath.Avx512 when Avx512F.IsSupported => path,
        KernelPath.Avx2 when HasAvx2 => path,
        KernelPath.Portable => path,
        _ => throw new PlatformNotSupportedException($"kernel path {path} is not supported by this processor"),
    };

    private static bool HasAvx2 => Avx2.IsSupported && Fma.IsSupported;

    private static List<KernelPath> Find()
    {
        var paths = new List<KernelPath>();
        if (Avx512F.IsSupported) paths.Add(KernelPath.Avx512);
        if (HasAvx2) paths.Add(KernelPath.Avx2);
        paths.Add(KernelPath.Portable);
        return paths;
    }
}
