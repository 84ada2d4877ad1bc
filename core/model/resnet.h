#pragma once

#include "model/catalogue.h"

namespace spurioscope {

/// ResNets with torchvision's names: 18/34/50/101/152, wide, ResNeXt, the ImageNet stem (7x7 stride 2 and max pool) or the
/// CIFAR stem (3x3, no pool), any width, number of stages and blocks, classes and input channels; heads `fc`, `linear`
/// (Linear) or `fc.0` (the paper's Sequential(Linear, Softmax)). ResNet v1.5: a bottleneck's stride is in conv2.
Inference inferResnet(const ShapeTable& shapes);

}  // namespace spurioscope
